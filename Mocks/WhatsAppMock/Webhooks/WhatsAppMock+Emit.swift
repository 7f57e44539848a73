import Core
import Cryptography
import MockKit

extension WhatsAppMock {
    /// Sends a change, on its own or, by a `batch` rule, with others.
    func emit(_ change: Change, after delay: Duration = .zero) {
        let size = desk.faults.batchSize(label: change.label, recipient: change.recipient)
        guard size > 1 else {
            emit([change], after: delay)
            return
        }
        let kind = String(change.label.prefix { $0 != "/" })
        let (full, isFirst) = state.withLock { state -> ([Change]?, Bool) in
            state.batches[kind, default: []].append(change)
            let count = state.batches[kind]?.count ?? 0
            return (count >= size ? state.batches.removeValue(forKey: kind) : nil, count == 1)
        }
        if let full { emit(full, after: delay) }
        guard full == nil, isFirst else { return }
        // A batch that does not fill up goes after a while as it is.
        Task {
            try? await clock.sleep(until: clock.now() + delay + .milliseconds(500))
            let rest = state.withLock { $0.batches.removeValue(forKey: kind) }
            if let rest { emit(rest, after: .zero) }
        }
    }

    /// Sends changes in one body. Nothing is sent before the callback was verified.
    @discardableResult
    func emit(_ changes: [Change], after delay: Duration = .zero) -> Bool {
        guard let first = changes.first else { return false }
        return emit(body: Change.body(changes), label: first.label, recipient: first.recipient, after: delay)
    }

    /// Sends a body as it is.
    @discardableResult
    func emit(body: [UInt8], label: String, recipient: String?, after delay: Duration = .zero) -> Bool {
        let (url, secret) = state.withLock { ($0.settings.isVerified ? $0.settings.callbackURL : nil, $0.settings.appSecret) }
        guard let url else { return false }
        let code = HMAC.code(.sha256, for: body, key: Array(secret.utf8))
        let delivery = WebhookDelivery(label: label, recipient: recipient, url: url, body: body) { Self.headers(code, $0) }
        return desk.sender.send(delivery, after: delay)
    }

    /// Source: Meta, Graph API webhooks: `X-Hub-Signature-256: sha256=` and lower-case hexadecimal digits.
    private static func headers(_ code: [UInt8], _ signing: Signing) -> HTTPFields {
        var headers = HTTPFields(["Content-Type": "application/json", "Accept": "*/*", "User-Agent": "facebookexternalua"])
        switch signing {
        case .right: headers["X-Hub-Signature-256"] = "sha256=" + Hex.encode(code)
        case .upperHex: headers["X-Hub-Signature-256"] = "sha256=" + Hex.encode(code, uppercase: true)
        case .wrong:
            var wrong = code
            wrong[0] ^= 1
            headers["X-Hub-Signature-256"] = "sha256=" + Hex.encode(wrong)
        case .missing: break
        }
        return headers
    }

    /// Asks the callback to prove itself, as when it is saved in the app's settings.
    ///
    /// Source: Meta, Graph API webhooks, verification requests.
    /// - Returns: nil when it answered rightly, else what was wrong.
    func verify() async -> String? {
        let (url, token) = state.withLock { ($0.settings.callbackURL, $0.settings.verifyToken) }
        guard let url else { return "No callbackURL is set; set it with configure." }
        let challenge = state.withLock { String($0.identity.chance(below: 9_000_000_000) + 1_000_000_000) }
        let query = "hub.mode=subscribe&hub.challenge=\(challenge)&hub.verify_token=\(QueryItems.encode(token))"
        let request = OutboundRequest(method: "GET", url: url + (url.contains("?") ? "&" : "?") + query)
        let outcome = await caller.call(request, CallLimits(deadline: .seconds(10), maximumBody: 64 << 10, trustedHost: true))
        let problem = Self.problem(outcome, challenge)
        state.withLock { state in
            if state.settings.callbackURL == url { state.settings.isVerified = problem == nil }
        }
        return problem
    }

    private static func problem(_ outcome: TransportOutcome, _ challenge: String) -> String? {
        switch outcome {
        case .answered(let response):
            if response.status != 200 { return "The callback answered \(response.status), not 200." }
            return response.body == Array(challenge.utf8) ? nil : "The callback's answer is not the challenge."
        case .notSent(let failure), .maybeSent(let failure): return "The callback did not answer: \(failure.reason.rawValue)."
        }
    }
}
