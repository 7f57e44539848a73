internal import ConnectorKit
internal import Core
internal import Cryptography

/// Signatures by Standard Webhooks 1.0.0, version `v1`: HMAC-SHA256 over `id.timestamp.body`. Svix's names of the fields count as well.
struct StandardWebhooksProof: Sendable {
    static let secretPrefix = "whsec_"

    private let keys: [HMAC]

    init(keys: [[UInt8]]) { self.keys = keys.map { HMAC(.sha256, key: $0) } }

    /// - Parameter tolerance: how far the time of the attempt may be from `now`, in either direction.
    func verdict(on request: HTTPRequest, now: Instant, tolerance: Duration) -> Verdict {
        let set: Fields
        switch Self.fields(request.headers) {
        case .none: return .refused(.signatureMissing)
        case .broken: return .refused(.signatureMalformed)
        case .one(let fields): set = fields
        }
        guard !set.id.isEmpty, !set.id.contains("."), let time = Self.seconds(set.timestamp) else {
            return .refused(.signatureMalformed)
        }
        let distance = now - time
        guard distance <= tolerance, distance >= .zero - tolerance else { return .refused(.expired) }
        let start = Array("\(set.id).\(set.timestamp).".utf8)
        var isKnown = false
        for entry in set.signatures.split(separator: " ") {
            // Other versions may stand beside the one that is known.
            guard entry.hasPrefix("v1,") else { continue }
            isKnown = true
            guard let code = Base64.decode(String(entry.dropFirst(3)), padding: .optional) else { continue }
            if keys.contains(where: { $0.isValid(code, for: start, request.body) }) { return .accepted(signed: true) }
        }
        return .refused(isKnown ? .signatureWrong : .signatureMalformed)
    }

    /// When the attempt was made by its own account; nil when that cannot be read.
    func time(of request: HTTPRequest) -> Instant? {
        guard case .one(let set) = Self.fields(request.headers) else { return nil }
        return Self.seconds(set.timestamp)
    }

    /// The header fields of one attempt, signed with the first key.
    func headers(id: String, time: Instant, body: [UInt8]) -> [(String, String)] {
        let timestamp = String(time.seconds)
        let code = keys.first?.code(for: Array("\(id).\(timestamp).".utf8), body) ?? []
        return [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", "v1,\(Base64.encode(code))")]
    }

    private struct Fields {
        var id: String
        var timestamp: String
        var signatures: String
    }

    private enum Finding {
        case none
        /// A set with gaps, a field twice, or two sets.
        case broken
        case one(Fields)
    }

    private static func fields(_ headers: HTTPFields) -> Finding {
        let sets = ["webhook", "svix"].map { name in ["id", "timestamp", "signature"].map { headers.values("\(name)-\($0)") } }
        let given = sets.filter { set in set.contains { !$0.isEmpty } }
        guard let set = given.first else { return .none }
        guard given.count == 1, set.allSatisfy({ $0.count == 1 }) else { return .broken }
        return .one(Fields(id: set[0][0], timestamp: set[1][0], signatures: set[2][0]))
    }

    private static func seconds(_ text: String) -> Instant? {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text).map { Instant(seconds: $0) }
    }
}
