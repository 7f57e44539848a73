internal import ConnectorKit
internal import Core
internal import JSONKit

extension CustomChannel {
    /// Reads the answer to a send. The provider's code decides where `failures` knows it, then the HTTP status.
    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome {
        let root = (try? JSONDocument.parse(response.body))?.root ?? .missing
        let scope = Scope(body: root, item: root)
        let answer = account.outbound.answer
        let wait = RetryAfter.wait(in: response.headers, now: now)
        let isSuccess = (200...299).contains(response.status)
        let code = answer.error?.text(in: scope)
        let status = "HTTP \(response.status)"
        let words = TextSplit.shortened(answer.errorText?.text(in: scope) ?? "", to: 500, .unicodeScalars)
        let provider = ProviderError(code: code ?? status, message: words)
        switch code.flatMap({ account.failures.meanings[$0] }) ?? account.failures.meanings[status] {
        case .accepted: return accepted(answer, scope, step)
        case .failure(let known): return FailureTable.outcome(Failure(known, provider: provider), wait: wait)
        case nil: break
        }
        if isSuccess, code == nil { return accepted(answer, scope, step) }
        return Self.outcome(of: response.status, isSuccess ? .providerRejected : nil, provider, wait)
    }

    private func accepted(_ answer: OutboundSettings.Answer, _ scope: Scope, _ step: Step) -> Outcome {
        guard let source = answer.id else { return .accepted(externalID: step.idempotencyKey, recipient: nil) }
        guard let id = source.text(in: scope) else {
            return .ambiguous(Failure(.unknownOutcome, detail: "The answer names no message where `outbound.answer.id` says."))
        }
        return .accepted(externalID: id, recipient: nil)
    }

    /// By the status alone. A server fault may have come after the message was taken.
    private static func outcome(of status: Int, _ known: FailureCode?, _ provider: ProviderError, _ wait: Duration?) -> Outcome {
        if let known { return .rejected(Failure(known, provider: provider)) }
        switch status {
        case 401, 403: return .accountInvalid(Failure(.credentialsInvalid, provider: provider))
        case 429: return .throttled(Failure(.rateLimited, provider: provider), retryAfter: wait, scope: .account)
        case 408, 500...: return .ambiguous(Failure(.unknownOutcome, provider: provider))
        default: return .rejected(Failure(.providerRejected, provider: provider))
        }
    }
}
