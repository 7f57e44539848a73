import ConnectorKit
import Core
import Cryptography

/// Checks a relay's signature, before anything else looks at the request.
struct RelayCheck: Sendable {
    let relay: Relay
    /// Whether the worker fetched the request itself. The relay signed it when it came to the relay, and kept it for as long as the worker
    /// was away; nobody else can put a request into the worker's own connection, and what comes twice is known by its external ids.
    var isPulled = false

    /// What the check found.
    enum Finding: Sendable {
        /// It came through the relay: the request as the provider sent it, without the fields in which the relay signed.
        case passed(HTTPRequest)
        case refused(Verdict.Refusal)
    }

    func finding(on request: HTTPRequest, now: Instant) -> Finding {
        switch relay.kind {
        case .standardWebhooks: return standard(request, now, ["webhook"])
        case .svix: return standard(request, now, ["svix", "webhook"])
        case .hookdeck: return hookdeck(request)
        case .pull: return relay.secrets.isEmpty ? .passed(request) : standard(request, now, ["webhook"])
        }
    }

    // MARK: Standard Webhooks and Svix

    /// The first of `sets` that is there counts as the relay's. A provider behind it may sign with fields of the other name, which stay.
    private func standard(_ request: HTTPRequest, _ now: Instant, _ sets: [String]) -> Finding {
        let given = sets.filter { request.headers["\($0)-signature"] != nil }
        guard let name = given.first else { return .refused(.signatureMissing) }
        let names = ["id", "timestamp", "signature"].map { "\(name)-\($0)" }
        let values = names.map { request.headers.values($0) }
        guard values.allSatisfy({ $0.count == 1 }) else { return .refused(.signatureMalformed) }
        let attempt = StandardWebhooks.Attempt(id: values[0][0], timestamp: values[1][0], signatures: values[2][0])
        let refusal = StandardWebhooks(secrets: relay.secrets).refusal(
            of: attempt, request.body, now: now, tolerance: relay.tolerance, mayBeOld: isPulled)
        if let refusal { return .refused(refusal) }
        return .passed(request.without(names))
    }

    // MARK: Hookdeck

    private static let hookdeckSignature = "x-hookdeck-signature"

    /// Source: Hookdeck, "Signature verification": base64 of the HMAC-SHA256 over the body, keyed by the secret's own bytes.
    private func hookdeck(_ request: HTTPRequest) -> Finding {
        let values = request.headers.values(Self.hookdeckSignature)
        guard let value = values.first else { return .refused(.signatureMissing) }
        guard values.count == 1, let code = Base64.decode(value), code.count == HMAC.Hash.sha256.byteCount else {
            return .refused(.signatureMalformed)
        }
        let isRight = relay.secrets.contains { HMAC(.sha256, key: $0.revealBytes()).isValid(code, for: request.body) }
        return isRight ? .passed(request.without([Self.hookdeckSignature])) : .refused(.signatureWrong)
    }
}

extension HTTPRequest {
    fileprivate func without(_ names: [String]) -> HTTPRequest {
        var request = self
        for name in names { request.headers[name] = nil }
        return request
    }
}
