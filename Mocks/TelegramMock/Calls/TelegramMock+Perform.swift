import Core
import JSONKit
import MockKit

/// What a call leads to.
enum BotResult {
    case result(JSONValue)
    case file(File)
    case pending(PendingReply)
}

extension TelegramMock {
    /// Leads a call to its method. Names of methods are case-insensitive (Bot API, "Making requests").
    func perform(_ call: BotCall, _ now: Instant) throws(BotProblem) -> BotResult {
        let isKnown = state.withLock { $0.bots[call.token] != nil }
        guard isKnown else { throw Self.looksLikeToken(call.token) ? .unauthorized : .notFound }
        switch call.target {
        case .file(let path): return try download(path, of: call.token)
        case .method("getme"): return .result(state.withLock { $0.bots[call.token]?.json } ?? .null)
        case .method("getupdates"): return try getUpdates(call)
        case .method("setwebhook"): return try setWebhook(call)
        case .method("deletewebhook"): return try deleteWebhook(call)
        case .method("getwebhookinfo"): return try getWebhookInfo(call)
        case .method("getfile"): return try getFile(call)
        case .method("answercallbackquery"): return try answerCallbackQuery(call, now)
        case .method(let method): return try changeOrSend(method, call, now)
        }
    }

    private func changeOrSend(_ method: String, _ call: BotCall, _ now: Instant) throws(BotProblem) -> BotResult {
        if let kind = SendMethod(method) { return try send(kind, call, now) }
        switch method {
        case "sendmediagroup": return try sendMediaGroup(call, now)
        case "sendchataction": return try inChat(call) { call throws(BotProblem) in try Self.checkAction(call) }
        case "readbusinessmessage": return .result(.bool(true))
        case "editmessagetext": return try editMessageText(call, now)
        case "deletemessage", "setmessagereaction", "editmessagereplymarkup":
            return try inChat(call) { call throws(BotProblem) in
                guard call.parameters.integer("message_id") != nil else { throw .badRequest("message identifier is not specified") }
            }
        case "getchat": return try getChat(call)
        case "setmycommands", "deletemycommands": return .result(.bool(true))
        default: throw .notFound
        }
    }

    private static func looksLikeToken(_ token: String) -> Bool {
        let parts = token.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && Int64(parts[0]) != nil && parts[1].utf8.count >= 30
    }

    // MARK: Small methods

    private func inChat(_ call: BotCall, _ check: (BotCall) throws(BotProblem) -> Void) throws(BotProblem) -> BotResult {
        try check(call)
        let result: Result<Void, BotProblem> = state.withBot(call.token) { bot, settings in
            bot.openChat(call.parameters, settings).map { _ in () }
        }
        try result.get()
        return .result(.bool(true))
    }

    private static func checkAction(_ call: BotCall) throws(BotProblem) {
        let actions: Set<String> = [
            "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker",
            "find_location", "record_video_note", "upload_video_note",
        ]
        guard let action = call.parameters.text("action"), actions.contains(action) else {
            throw .badRequest("wrong parameter action in request")
        }
    }

    private func answerCallbackQuery(_ call: BotCall, _ now: Instant) throws(BotProblem) -> BotResult {
        let id: String = call.parameters.text("callback_query_id") ?? ""
        guard call.parameters.text("text")?.utf16.count ?? 0 <= 200 else { throw .badRequest("MESSAGE_TOO_LONG") }
        let result: Result<Void, BotProblem> = state.withBot(call.token) { bot, _ in
            guard let asked = bot.callbacks[id], now - asked < .seconds(30) else {
                return .failure(.badRequest("query is too old and response timeout expired or query ID is invalid"))
            }
            bot.answeredCallbacks.append(id)
            return .success(())
        }
        try result.get()
        return .result(.bool(true))
    }

    private func getChat(_ call: BotCall) throws(BotProblem) -> BotResult {
        let result: Result<JSONValue, BotProblem> = state.withBot(call.token) { bot, _ in
            guard let chat = call.parameters.integer("chat_id").flatMap({ bot.chats[$0] }) else {
                return .failure(.badRequest("chat not found"))
            }
            return .success(
                chat.json.with(["accent_color_id": .int(0), "max_reaction_count": .int(11), "accepted_gift_types": Self.gifts]))
        }
        return .result(try result.get())
    }

    private static let gifts = JSONValue.object(
        ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"].map {
            JSONValue.Member($0, .bool(false))
        })

    // MARK: Files

    private func getFile(_ call: BotCall) throws(BotProblem) -> BotResult {
        let id: String = call.parameters.text("file_id") ?? ""
        let result: Result<JSONValue, BotProblem> = state.withBot(call.token) { bot, _ in
            guard let file = bot.files[id] else { return .failure(.badRequest("wrong file_id or the file is temporarily unavailable")) }
            guard file.bytes.count <= File.fetchLimit else { return .failure(.badRequest("file is too big")) }
            return .success(
                .record([
                    "file_id": .string(id), "file_unique_id": .string("u\(id.suffix(12))"), "file_size": .int(Int64(file.bytes.count)),
                    "file_path": .string(file.path),
                ]))
        }
        return .result(try result.get())
    }

    private func download(_ path: String, of token: String) throws(BotProblem) -> BotResult {
        let file = state.withLock { $0.bots[token]?.files.values.first { $0.path == path } }
        guard let file else { throw .notFound }
        return .file(file)
    }
}
