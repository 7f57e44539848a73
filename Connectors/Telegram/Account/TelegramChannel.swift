internal import ConnectorKit
internal import Core
internal import Cryptography
internal import JSONKit

/// One bot.
struct TelegramChannel: Channel {
    let account: TelegramAccount

    init(_ account: TelegramAccount) { self.account = account }

    var capabilities: Capabilities { TelegramConnector.capabilities }

    var polling: (any Polling)? {
        switch account.mode {
        case .polling: TelegramPolling(account: account)
        case .webhook: nil
        }
    }

    var media: (any MediaAccess)? { TelegramMedia(account: account) }

    /// Telegram signs nothing: it shows the secret token that `setWebhook` was given. A bot that is polled takes no webhooks at all.
    ///
    /// Whoever knows the token is taken for Telegram, so that even what cannot be read is kept.
    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict {
        guard request.method == "POST" else { return .refused(.methodNotAllowed) }
        guard case .webhook(let secretToken) = account.mode else { return .refused(.tokenWrong) }
        let values = request.headers.values("X-Telegram-Bot-Api-Secret-Token")
        guard let value = values.first else { return .refused(.signatureMissing) }
        guard values.count == 1, ConstantTime.areEqual(Array(value.utf8), secretToken.revealBytes()) else { return .refused(.tokenWrong) }
        return .accepted(signed: true)
    }

    /// Reads one update. A pressed button is answered in the reply itself: Telegram takes a method call there.
    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound {
        guard case .json(let update) = payload.body, update.kind == .object else { throw ParseProblem("the body is not a JSON object") }
        let reader = UpdateReader(update, receivedAt: payload.receivedAt)
        return .events(Albums.joined(reader.items), reply: reply(to: reader))
    }

    private func reply(to reader: UpdateReader) -> HTTPResponse {
        guard let query = reader.callbackQueryID else { return HTTPResponse(status: 200) }
        let body = JSONWriter.object { json in
            json.field("method", "answerCallbackQuery")
            json.field("callback_query_id", query)
        }
        return HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "application/json"]), body: body)
    }
}
