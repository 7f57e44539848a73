internal import ConnectorKit
internal import Core
internal import JSONKit

/// An answer that is no success (Bot API, "Making requests"): `{"ok":false,"error_code":…,"description":…,"parameters":{…}}`.
struct BotAPIError: Hashable, Sendable {
    /// `error_code`, or the HTTP status where the answer is not Telegram's.
    let code: Int
    /// Telegram's words; they change, so only their stable parts are looked for.
    let description: String
    /// `parameters.retry_after`.
    let retryAfter: Duration?
    /// `parameters.migrate_to_chat_id`.
    let migratedTo: Int64?
    /// False for the page of a gateway.
    private let isTelegrams: Bool

    init(_ response: HTTPResponse, now: Instant) {
        let json = (try? JSONDocument.parse(response.body))?.root ?? .missing
        isTelegrams = json["ok"].bool == false
        code = isTelegrams ? json["error_code"].int.flatMap { Int(exactly: $0) } ?? response.status : response.status
        let words = isTelegrams ? json["description"].string ?? "" : String(decoding: response.body.prefix(400), as: UTF8.self)
        description = TextSplit.shortened(words, to: 500, .unicodeScalars)
        let asked = json["parameters"]["retry_after"].int.map { Duration.seconds(min(max($0, 0), 7 * 86_400)) }
        retryAfter = asked ?? RetryAfter.wait(in: response.headers, now: now)
        migratedTo = json["parameters"]["migrate_to_chat_id"].int
    }

    /// The failure that people are shown.
    func failure(_ ours: FailureCode, _ detail: String?) -> Failure {
        Failure(ours, provider: ProviderError(code: isTelegrams ? String(code) : "HTTP \(code)", message: description), detail: detail)
    }

    /// What it means where no chat is concerned.
    var outcome: Outcome { outcome(isForGroup: false) }

    /// What it means for a message.
    func outcome(isForGroup: Bool) -> Outcome {
        if code == 429 {
            // Sends to one person stay below the limit for a chat: what is over must be the limit of the bot.
            let failure = failure(.rateLimited, nil)
            return .throttled(failure, retryAfter: retryAfter, scope: isForGroup ? .recipient : .account)
        }
        if migratedTo != nil {
            // The group's own service message brings its new id; the next try uses it.
            let failure = failure(.recipientInvalid, "The group was upgraded to a supergroup and has a new id.")
            return .unavailable(failure, retryAfter: .seconds(5))
        }
        if let entry = isTelegrams ? ErrorTable.entry(code, description) : nil {
            return entry.outcome(failure(entry.failure, entry.meaning))
        }
        switch code {
        // Telegram's own word that it did not work; a gateway's time limit says nothing of what happened behind it.
        case 500... where isTelegrams && description.contains("restart"):
            return .unavailable(failure(.providerUnavailable, nil), retryAfter: retryAfter)
        case 200...299, 408, 500...: return .ambiguous(failure(.unknownOutcome, nil))
        default: return .rejected(failure(isTelegrams ? .providerRejected : .uncategorizedError, nil))
        }
    }
}
