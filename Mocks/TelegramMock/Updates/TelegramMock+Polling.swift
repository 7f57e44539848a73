import Core
import JSONKit
import MockKit

extension TelegramMock {
    /// `getUpdates`: answers at once when there is something, else when something comes or the time is over.
    func getUpdates(_ call: BotCall) throws(BotProblem) -> BotResult {
        let limit = Int(min(max(call.parameters.integer("limit") ?? 100, 1), 100))
        let timeout = min(max(call.parameters.integer("timeout") ?? 0, 0), 50)
        let allowed = try call.parameters.json("allowed_updates")?.elements?.compactMap(\.text)
        let token = call.token
        let result: Result<(BotResult, superseded: PendingReply?), BotProblem> = state.withBot(token) { bot, _ in
            guard bot.webhook == nil else {
                return .failure(
                    BotProblem(
                        409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
                )
            }
            let superseded = bot.poll?.reply
            bot.poll = nil
            if let allowed { bot.queue.allowed = allowed.isEmpty ? nil : Set(allowed) }
            if let offset = call.parameters.integer("offset") { bot.queue.acknowledge(offset) }
            if !bot.queue.waiting.isEmpty || timeout == 0 { return .success((.result(bot.queue.first(limit)), superseded)) }
            let reply = PendingReply()
            bot.poll = OpenPoll(reply: reply, limit: limit)
            return .success((.pending(reply), superseded))
        }
        let (answer, superseded) = try result.get()
        superseded?.complete(Self.terminated.response)
        if case .pending(let reply) = answer { end(reply, of: token, after: .seconds(timeout)) }
        return answer
    }

    private static let terminated = BotProblem(
        409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")

    private func end(_ reply: PendingReply, of token: String, after time: Duration) {
        Task {
            try? await clock.sleep(until: clock.now() + time)
            state.withLock { state in
                if state.bots[token]?.poll?.reply === reply { state.bots[token]?.poll = nil }
            }
            reply.complete(.success(.array([])))
        }
    }

    /// Puts an update before the bot: to its webhook, or to the poll that waits.
    func emit(_ kind: String, _ content: JSONValue, to token: String) {
        typealias Next = (update: UpdateQueue.Update, webhook: Webhook?, poll: (PendingReply, JSONValue)?)
        let next = state.withLock { state -> Next? in
            guard var bot = state.bots[token], let update = bot.queue.add(kind, content) else { return nil }
            let poll = bot.webhook == nil ? bot.poll.map { ($0.reply, bot.queue.first($0.limit)) } : nil
            if poll != nil { bot.poll = nil }
            state.bots[token] = bot
            return (update, bot.webhook, poll)
        }
        guard let next else { return }
        next.poll?.0.complete(.success(next.poll?.1 ?? .null))
        if let webhook = next.webhook { deliver(next.update, to: webhook, of: token) }
    }

    /// Posts an update until it is answered 2xx, and performs the method call that the answer may hold.
    func deliver(_ update: UpdateQueue.Update, to webhook: Webhook, of token: String) {
        let secret = webhook.secretToken
        let delivery = WebhookDelivery(label: "update/\(update.kind)", url: webhook.url, body: update.json.serialized()) { signing in
            var headers = HTTPFields(["Content-Type": "application/json"])
            switch signing {
            case .right, .upperHex: headers["X-Telegram-Bot-Api-Secret-Token"] = secret
            case .wrong: headers["X-Telegram-Bot-Api-Secret-Token"] = secret.map { "\($0)x" }
            case .missing: break
            }
            return headers
        } answered: { [weak self] response in
            self?.state.withLock { $0.bots[token]?.queue.remove(update.id) }
            self?.performAnswer(response, of: token)
        }
        desk.sender.send(delivery)
    }

    /// The call goes into the ledger as if it had been made.
    private func performAnswer(_ response: HTTPResponse, of token: String) {
        guard let root = (try? JSONDocument.parse(response.body))?.root, let method = root["method"].string else { return }
        let request = HTTPRequest(
            method: "POST", path: "\(prefix)/bot\(token)/\(method)", headers: HTTPFields(["Content-Type": "application/json"]),
            body: response.body)
        _ = handle(request)
    }
}

extension Lock<MockState> {
    /// Works on a bot that is known to exist.
    func withBot<Answer: Sendable>(
        _ token: String, _ body: (inout Bot, Settings) -> Result<Answer, BotProblem>
    ) -> Result<Answer, BotProblem> {
        withLock { state in
            guard var bot = state.bots[token] else { return .failure(.unauthorized) }
            defer { state.bots[token] = bot }
            return body(&bot, state.settings)
        }
    }
}
