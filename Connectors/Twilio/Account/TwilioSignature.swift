internal import ConnectorKit
internal import Core
internal import Cryptography

/// Checks `X-Twilio-Signature`: a code over the public URL and the decoded fields of the form, sorted (Twilio, "Webhooks security").
struct TwilioSignature: Sendable {
    private let publicURL: String
    private let legacy: HMAC
    /// For webhooks that name a shared key.
    private let shared: HMAC?

    init(_ account: TwilioAccount) {
        publicURL = account.publicURL
        legacy = HMAC(.sha1, key: account.authToken.revealBytes())
        shared = account.sharedKey.map { HMAC(.sha256, key: $0.revealBytes()) }
    }

    /// The algorithms that Twilio names in `X-Twilio-Webhooks-Signature-Settings`; none means the first.
    private enum Algorithm { case sha1, sha256 }

    func verdict(on request: HTTPRequest) -> Verdict {
        let values = request.headers.values("X-Twilio-Signature")
        guard let value = values.first else { return .refused(.signatureMissing) }
        guard values.count == 1, let code = Base64.decode(value), let algorithm = Self.algorithm(request) else {
            return .refused(.signatureMalformed)
        }
        guard let signed = Self.signedFields(request) else { return .refused(.signatureWrong) }
        let target = request.path + (request.query.map { "?" + $0 } ?? "")
        // Twilio writes the port or leaves it out, differently for its products; its own libraries accept either.
        let isValid = PublicAddress.variants(of: publicURL).contains { address in
            let text = Array((address + target).utf8)
            return switch algorithm {
            case .sha1: legacy.isValid(code, for: text, signed)
            case .sha256: shared?.isValid(code, for: text, signed) ?? false
            }
        }
        return isValid ? .accepted(signed: true) : .refused(.signatureWrong)
    }

    /// Nil for one that is not known: it must not pass.
    private static func algorithm(_ request: HTTPRequest) -> Algorithm? {
        let values = request.headers.values("X-Twilio-Webhooks-Signature-Settings")
        guard let value = values.first else { return .sha1 }
        guard values.count == 1 else { return nil }
        var named: String?
        for part in value.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, trimmed(pair[0]) == "algorithm", !trimmed(pair[1]).isEmpty, named == nil else { continue }
            named = trimmed(pair[1]).uppercased()
        }
        switch named {
        case nil, "HMAC_SHA1": return .sha1
        case "HMAC_SHA256": return .sha256
        default: return nil
        }
    }

    private static func trimmed(_ text: Substring) -> String { text.split(separator: " ").joined(separator: " ") }

    /// What follows the URL under the signature: names and values of a form, by name; nothing for another body, whose hash must stand in the
    /// URL. Nil when that hash is missing or wrong.
    private static func signedFields(_ request: HTTPRequest) -> [UInt8]? {
        if request.body.isEmpty { return [] }
        guard isForm(request) else {
            guard let hash = FormDecoding.fields(query: request.query)["bodySHA256"] else { return nil }
            return ConstantTime.areEqual(hash, Hex.encode(SHA256.digest(request.body))) ? [] : nil
        }
        var values: [String: Set<String>] = [:]
        for field in FormDecoding.fields(request.body) { values[field.name, default: []].insert(field.value) }
        var text: [UInt8] = []
        for (name, values) in values.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            for value in values.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                text += name.utf8
                text += value.utf8
            }
        }
        return text
    }

    private static func isForm(_ request: HTTPRequest) -> Bool {
        MediaType.essence(request.headers["Content-Type"] ?? "") == "application/x-www-form-urlencoded"
    }
}

/// The public address with and without its port.
enum PublicAddress {
    /// The address without a port, and with it; 443 or 80 where none is named.
    static func variants(of address: String) -> [String] {
        guard let start = address.firstRange(of: "://") else { return [address] }
        let rest = address[start.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        let (authority, path) = (rest[..<end], rest[end...])
        let scheme = address[..<start.upperBound]
        // The colons of an IPv6 address are none of a port's.
        let afterHost = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.startIndex
        if let colon = authority[afterHost...].lastIndex(of: ":") { return ["\(scheme)\(authority[..<colon])\(path)", address] }
        return [address, "\(scheme)\(authority):\(scheme == "https://" ? "443" : "80")\(path)"]
    }
}
