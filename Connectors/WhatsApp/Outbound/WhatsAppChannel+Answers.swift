internal import ConnectorKit
internal import Core
internal import JSONKit

extension WhatsAppChannel {
    /// Reads the answer to a send. Meta's code decides; the HTTP status only where there is none that is documented.
    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome {
        let answer = (try? JSONDocument.parse(response.body))?.root ?? .missing
        let asked = RetryAfter.wait(in: response.headers, now: now)
        if let error = GraphError(answer["error"]) {
            if let entry = error.entry { return entry.outcome(error.failure, asked: asked) }
            return undocumented(error, response.status, asked)
        }
        if (200...299).contains(response.status) { return accepted(answer, step) }
        return unexplained(response, asked)
    }

    private func accepted(_ answer: JSON, _ step: Step) -> Outcome {
        if let id = answer["messages"][0]["id"].string, !id.isEmpty {
            return .accepted(externalID: id, recipient: otherRecipient(answer["contacts"][0], step))
        }
        if step.purpose == .prepare, let id = answer["id"].stringOrNumber, !id.isEmpty {
            return .accepted(externalID: id, recipient: nil)
        }
        // An override may be a call that makes no message, such as a read receipt.
        if answer["success"].bool == true { return .accepted(externalID: nil, recipient: nil) }
        return .ambiguous(Failure(.unknownOutcome, detail: "WhatsApp's answer could not be read, though it says that all is well."))
    }

    /// The address under which Meta knows the customer, when it is not the one used: it adapts Brazilian and Mexican numbers.
    private func otherRecipient(_ contact: JSON, _ step: Step) -> String? {
        let request = (try? JSONDocument.parse(step.request.body))?.root ?? .missing
        if let used = request["to"].string.flatMap(E164.digits) {
            guard let known = contact["wa_id"].stringOrNumber, !known.isEmpty else { return nil }
            return known == used ? nil : known
        }
        guard let used = request["recipient"].string, let known = contact["user_id"].string, !known.isEmpty else { return nil }
        return known == used ? nil : known
    }

    /// An error of Meta's whose code is not in its documentation.
    private func undocumented(_ error: GraphError, _ status: Int, _ asked: Duration?) -> Outcome {
        var failure = error.failure
        if status == 429 {
            failure.code = .rateLimited
            return .throttled(failure, retryAfter: asked, scope: .account)
        }
        if status >= 500 {
            failure.code = .unknownOutcome
            return .ambiguous(failure)
        }
        guard error.isTransient else { return .rejected(failure) }
        failure.code = .providerUnavailable
        return .unavailable(failure, retryAfter: asked)
    }

    /// An answer without an error of Meta's: from a proxy, or cut off.
    private func unexplained(_ response: HTTPResponse, _ asked: Duration?) -> Outcome {
        let provider = ProviderError(code: "HTTP \(response.status)", message: Self.excerpt(response.body))
        switch response.status {
        case 429: return .throttled(Failure(.rateLimited, provider: provider), retryAfter: asked, scope: .account)
        // A gateway's time limit says nothing of what happened behind it.
        case 408, 500...: return .ambiguous(Failure(.unknownOutcome, provider: provider))
        default: return .rejected(Failure(.uncategorizedError, provider: provider))
        }
    }

    /// The start of a body that is not Meta's, for an administrator to see who answered.
    private static func excerpt(_ body: [UInt8]) -> String {
        TextSplit.shortened(String(decoding: body.prefix(400), as: UTF8.self), to: 200, WhatsAppConnector.unit)
    }
}
