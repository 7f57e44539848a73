internal import ConnectorKit
internal import Core
internal import JSONKit

/// Long polling by `getUpdates` (Bot API, "Getting updates").
///
/// The cursor is the `offset` of the next call, which acknowledges all before it; the first call of all removes a webhook that may be
/// left from other software, because Telegram refuses to be polled while one is set.
struct TelegramPolling: Polling {
    let account: TelegramAccount

    /// How long Telegram holds an answer while there is nothing to tell, in seconds.
    private static let hold: Int64 = 30
    /// Updates of one answer. Telegram allows 100; so many of the longest stay below the limit of an answer, 4 MiB.
    private static let most: Int64 = 50
    /// The updates that have an effect here; others need not be sent. `message_reaction` comes only when it is asked for.
    private static let kinds = [
        "message", "edited_message", "business_connection", "business_message", "edited_business_message", "deleted_business_messages",
        "message_reaction", "callback_query", "my_chat_member",
    ]
    /// The cursor before the first update.
    private static let start = "0"

    func request(after cursor: String?) -> (request: OutboundRequest, deadline: Duration) {
        guard let cursor else {
            let body = JSONWriter.object { $0.field("drop_pending_updates", false) }
            return (account.call("deleteWebhook", body), .seconds(20))
        }
        let body = JSONWriter.object { json in
            if let offset = Int64(cursor), offset > 0 { json.field("offset", offset) }
            json.field("limit", Self.most)
            json.field("timeout", Self.hold)
            json.array("allowed_updates") { json in for kind in Self.kinds { json.value(kind) } }
        }
        return (account.call("getUpdates", body), .seconds(Self.hold + 15))
    }

    func interpret(_ payload: Payload, after cursor: String?) throws(ParseProblem) -> PollResult {
        guard case .json(let answer) = payload.body, answer["ok"].bool != false else { throw ParseProblem("the answer is not `ok`") }
        guard cursor != nil else { return PollResult(events: [], cursor: Self.start) }
        guard answer["result"].kind == .array else { throw ParseProblem("`result` is not an array") }
        var items: [UpdateItem] = []
        var calls: [OutboundRequest] = []
        var newest: Int64?
        for update in answer["result"].array {
            let reader = UpdateReader(update, receivedAt: payload.receivedAt)
            items += reader.items
            if let query = reader.callbackQueryID { calls.append(answerToCallback(query)) }
            if let id = update["update_id"].int { newest = max(newest ?? id, id) }
        }
        // An answer without a single id cannot be acknowledged: ask again, but not at once.
        let isStuck = !items.isEmpty && newest == nil
        let next = newest.flatMap { $0 < .max ? String($0 + 1) : nil } ?? cursor
        return PollResult(events: Albums.joined(items), cursor: next, delay: isStuck ? .seconds(5) : .zero, courtesies: calls)
    }

    /// Ends the waiting sign on a pressed button.
    private func answerToCallback(_ query: String) -> OutboundRequest {
        account.call("answerCallbackQuery", JSONWriter.object { $0.field("callback_query_id", query) })
    }

    func interpretFailure(_ response: HTTPResponse, now: Instant) -> Outcome {
        let error = BotAPIError(response, now: now)
        if error.code == 409, !error.description.contains("webhook") {
            // Another poller, or our own call before a restart: it ends within the hold of one call.
            let failure = error.failure(.providerUnavailable, "Another program asks for this bot's updates.")
            return .unavailable(failure, retryAfter: .seconds(10))
        }
        if error.code == 409 {
            return .accountInvalid(
                error.failure(
                    .accountRestricted, "A webhook was set for this bot elsewhere; remove it with deleteWebhook, or use mode webhook."))
        }
        return error.outcome
    }
}
