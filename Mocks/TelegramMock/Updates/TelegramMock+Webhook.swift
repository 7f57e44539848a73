import Core
import JSONKit
import MockKit

extension TelegramMock {
    /// `setWebhook`: from now on updates are posted. An empty URL removes the webhook.
    func setWebhook(_ call: BotCall) throws(BotProblem) -> BotResult {
        let url: String = call.parameters.text("url") ?? ""
        if url.isEmpty { return try deleteWebhook(call) }
        try Self.check(url)
        let secret = call.parameters.text("secret_token")
        if let secret {
            guard (1...256).contains(secret.utf8.count), secret.utf8.allSatisfy(Self.isTokenCharacter) else {
                throw .badRequest("secret token contains unallowed characters")
            }
        }
        let connections = call.parameters.integer("max_connections") ?? 40
        guard (1...100).contains(connections) else { throw .badRequest("max_connections must be between 1 and 100") }
        let allowed = try call.parameters.json("allowed_updates")?.elements?.compactMap(\.text)
        let webhook = Webhook(url: url, secretToken: secret, maxConnections: Int(connections))
        let result: Result<(waiting: [UpdateQueue.Update], poll: PendingReply?), BotProblem> = state.withBot(call.token) { bot, _ in
            if call.parameters.flag("drop_pending_updates") { bot.queue.removeAll() }
            if let allowed { bot.queue.allowed = allowed.isEmpty ? nil : Set(allowed) }
            bot.webhook = webhook
            defer { bot.poll = nil }
            return .success((bot.queue.waiting, bot.poll?.reply))
        }
        let (waiting, poll) = try result.get()
        poll?.complete(BotProblem(409, "Conflict: terminated by setWebhook request").response)
        for update in waiting { deliver(update, to: webhook, of: call.token) }
        return .result(.bool(true))
    }

    /// HTTPS on one of four ports; on this machine itself anything goes.
    private static func check(_ url: String) throws(BotProblem) {
        for host in ["http://127.0.0.1", "http://localhost", "http://[::1]", "https://127.0.0.1"] where url.hasPrefix(host) { return }
        guard url.hasPrefix("https://") else { throw .badRequest("bad webhook: An HTTPS URL must be provided for webhook") }
        let authority = url.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let colon = authority.lastIndex(of: ":"), !["443", "80", "88", "8443"].contains(authority[authority.index(after: colon)...]) {
            throw .badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        }
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
    }

    func deleteWebhook(_ call: BotCall) throws(BotProblem) -> BotResult {
        let result: Result<Void, BotProblem> = state.withBot(call.token) { bot, _ in
            bot.webhook = nil
            if call.parameters.flag("drop_pending_updates") { bot.queue.removeAll() }
            return .success(())
        }
        try result.get()
        return .result(.bool(true))
    }

    func getWebhookInfo(_ call: BotCall) throws(BotProblem) -> BotResult {
        let result: Result<JSONValue, BotProblem> = state.withBot(call.token) { bot, _ in
            .success(
                .record([
                    "url": .string(bot.webhook?.url ?? ""), "has_custom_certificate": .bool(false),
                    "pending_update_count": .int(Int64(bot.queue.waiting.count)),
                    "max_connections": bot.webhook.map { .int(Int64($0.maxConnections)) },
                    "allowed_updates": bot.queue.allowed.map { .array($0.sorted().map { .string($0) }) },
                ]))
        }
        return .result(try result.get())
    }
}
