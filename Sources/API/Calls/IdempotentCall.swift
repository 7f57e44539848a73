import ConnectorKit
import Core
import Cryptography
import JSONKit
import Runtime
import Store

/// A call with an `Idempotency-Key`: its effect and the record of its answer are one transaction, so that it happens once.
///
/// The keys of an app's own credentials are one namespace; each integration with credentials of its own has another, since an answer may
/// hold what only its caller is allowed to see, and a repetition runs none of the checks inside the effect.
struct IdempotentCall: Sendable {
    /// Longest key.
    static let lengthLimit = 255
    /// A key that is used again after its time gets a record of its own, up to this many: more than fit into the store's retention.
    private static let generationLimit = 64

    private let app: ID
    /// What the record of the first call with this key is called in the store.
    let name: String
    private let fingerprint: [UInt8]
    private let now: Instant
    private let life: Duration
    private let status: Int
    private let sealing: SecretSealing

    /// Nil for a call without a key.
    ///
    /// - Parameter content: what tells two calls apart, where the body as it came does not; nil for the body.
    init?(_ call: APICall, content: [UInt8]? = nil) throws(APIProblem) {
        let keys = call.request.headers.values("Idempotency-Key")
        guard let key = keys.first else { return nil }
        guard keys.count == 1, !key.isEmpty, key.utf8.count <= Self.lengthLimit, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .field("Idempotency-Key", "must be 1 to \(Self.lengthLimit) visible ASCII characters without spaces")
        }
        app = call.app
        let integration = call.caller.actingIntegration
        name = Self.name(of: key, by: integration)
        fingerprint = Self.fingerprint(call, content, by: integration)
        now = call.context.clock.now()
        life = call.services.settings.idempotencyLife
        status = call.endpoint.success
        sealing = call.services.setup.sealing
    }

    /// No key that a caller can send holds a space, so that what follows one is ours: an integration's id, or the number of a
    /// generation, which is shorter than an id.
    private static func name(of key: String, by integration: ID?) -> String { integration.map { "\(key) \($0)" } ?? key }

    private static func fingerprint(_ call: APICall, _ content: [UInt8]?, by integration: ID?) -> [UInt8] {
        var hash = SHA256()
        hash.update(Array("\(call.endpoint.method) \(call.endpoint.path)".utf8))
        for parameter in call.parameters { hash.update(Array("\n\(parameter.value)".utf8)) }
        if let integration { hash.update(Array("\nby \(integration)".utf8)) }
        hash.update([0])
        hash.update(content ?? masked(call))
        return hash.finish()
    }

    /// The body without card numbers: a hash over one is as good as the number, since the rest of the body is stored in clear.
    private static func masked(_ call: APICall) -> [UInt8] {
        let body = call.request.body
        let masker = PayloadMasker(call.context.masking, identifiers: IdentifierFields([]))
        guard let document = try? JSONDocument.parse(body) else { return masker.masked(undecodable: body) ?? body }
        return masker.masked(document.root) ?? body
    }

    /// Runs `effect` unless the call has happened before; then gives its answer again. When `effect` throws, the call has not happened.
    func run(_ store: any StoreTransaction, _ effect: () throws -> Answer) throws -> Answer {
        for generation in 0..<Self.generationLimit {
            let name = generation == 0 ? name : "\(name) \(generation)"
            var record = IdempotencyRecord(appID: app, key: name, fingerprint: fingerprint, createdAt: now)
            if let first = try store.begin(record) {
                if first.createdAt + life <= now { continue }
                return try repetition(of: first)
            }
            let answer = try effect()
            record.status = status
            record.body = answer.isConfidential ? sealed(answer, name) : answer.kept()
            try store.finish(record)
            return answer
        }
        throw APIProblem.conflict("The Idempotency-Key has been used too often. Use a new one.")
    }

    private func repetition(of first: IdempotencyRecord) throws(APIProblem) -> Answer {
        guard first.fingerprint == fingerprint else {
            throw APIProblem(
                422, "unprocessable_entity", "Idempotency-Key was used before with another call or body. Use a new key for a new call.")
        }
        guard first.status != nil, let answer = first.body.flatMap({ answer(kept: $0, first.key) }) else {
            throw .conflict("The first call with this Idempotency-Key is still running.")
        }
        return answer
    }

    // MARK: Confidential answers

    private static let sealedMark = Array("sealed ".utf8)

    private func place(_ name: String) -> SecretPlace { SecretPlace(app: app, record: "call \(name)", field: "answer") }

    /// An answer that shows a secret is kept as secrets are.
    private func sealed(_ answer: Answer, _ name: String) -> [UInt8] {
        Self.sealedMark + Array(sealing.seal(Secret(bytes: answer.kept()), for: place(name)).utf8)
    }

    private func answer(kept: [UInt8], _ name: String) -> Answer? {
        guard kept.starts(with: Self.sealedMark) else { return Answer(kept: kept) }
        let text = String(decoding: kept.dropFirst(Self.sealedMark.count), as: UTF8.self)
        return sealing.open(text, for: place(name)).flatMap { Answer(kept: $0.revealBytes()) }
    }
}
