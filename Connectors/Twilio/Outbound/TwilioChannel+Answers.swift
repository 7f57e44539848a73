internal import ConnectorKit
internal import Core
internal import JSONKit

extension TwilioChannel {
    /// Reads the answer to a send. Twilio's code decides; the HTTP status only where there is none that is known.
    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome {
        let answer = (try? JSONDocument.parse(response.body))?.root ?? .missing
        let asked = RetryAfter.wait(in: response.headers, now: now)
        if (200...299).contains(response.status) {
            guard let sid = answer["sid"].string, !sid.isEmpty else {
                return .ambiguous(Failure(.unknownOutcome, detail: "Twilio's answer could not be read, though it says that all is well."))
            }
            return .accepted(externalID: sid, recipient: nil)
        }
        guard let code = answer["code"].int.flatMap({ Int(exactly: $0) }) else { return unexplained(response, asked) }
        let words: String = TextSplit.shortened(answer["message"].string ?? "", to: 500, .unicodeScalars)
        let provider = ProviderError(code: String(code), message: words, details: answer["more_info"].string)
        // Whatever a server fault says: it may have come after the message was stored.
        if response.status >= 500 { return .ambiguous(Failure(.unknownOutcome, provider: provider)) }
        guard let entry = ErrorTable.entry(code) else {
            if response.status == 429 { return .throttled(Failure(.rateLimited, provider: provider), retryAfter: asked, scope: .account) }
            return .rejected(Failure(.providerRejected, provider: provider))
        }
        return entry.outcome(Failure(entry.code, provider: provider, detail: entry.meaning), asked: asked)
    }

    /// An answer without an error of Twilio's: from a proxy, or cut off.
    private func unexplained(_ response: HTTPResponse, _ asked: Duration?) -> Outcome {
        let words = TextSplit.shortened(String(decoding: response.body.prefix(400), as: UTF8.self), to: 200, .unicodeScalars)
        let provider = ProviderError(code: "HTTP \(response.status)", message: words)
        switch response.status {
        case 401: return .accountInvalid(Failure(.credentialsInvalid, provider: provider))
        case 429: return .throttled(Failure(.rateLimited, provider: provider), retryAfter: asked, scope: .account)
        case 408, 500...: return .ambiguous(Failure(.unknownOutcome, provider: provider))
        default: return .rejected(Failure(.uncategorizedError, provider: provider))
        }
    }
}
