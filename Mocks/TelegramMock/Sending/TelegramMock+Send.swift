import Core
import JSONKit
import MockKit

extension TelegramMock {
    /// A method that makes one message.
    func send(_ method: SendMethod, _ call: BotCall, _ now: Instant) throws(BotProblem) -> BotResult {
        let result: Result<JSONValue, BotProblem> = state.withBot(call.token) { bot, settings in
            Result { () throws(BotProblem) in
                let chat = try bot.openChat(call.parameters, settings).get()
                var content = try bot.content(of: method, call.parameters)
                if let markup = try SendCheck.markup(call.parameters, isPrivate: chat.isPrivate), markup["inline_keyboard"] != nil {
                    content.append(JSONValue.Member("reply_markup", markup))
                }
                let quoted = try bot.quoted(call.parameters, in: chat)
                // Refused sends cost nothing.
                if settings.keepsRates, let wait = bot.pace.take(chat.id, now: now) { throw .tooMany(retryAfter: wait) }
                return bot.message(in: chat.id, content + quoted, now)
            }
        }
        return .result(try result.get())
    }

    /// `sendMediaGroup`: 2 to 10 files, all or nothing.
    func sendMediaGroup(_ call: BotCall, _ now: Instant) throws(BotProblem) -> BotResult {
        guard let media = try call.parameters.json("media")?.elements, (2...10).contains(media.count) else {
            throw .badRequest("can't parse media: expected an Array of 2-10 InputMedia")
        }
        let result: Result<JSONValue, BotProblem> = state.withBot(call.token) { bot, settings in
            Result { () throws(BotProblem) in
                let chat = try bot.openChat(call.parameters, settings).get()
                let group = JSONValue.Member("media_group_id", .string(String(bot.number() + 13_000_000_000)))
                var contents: [[JSONValue.Member]] = []
                for item in media {
                    guard let type = item["type"]?.text, ["photo", "video", "audio", "document"].contains(type) else {
                        throw .badRequest("can't parse InputMedia: type must be one of photo, video, audio, document")
                    }
                    let file = try bot.file(
                        item["media"]?.text, call.parameters, SendFile(name: type, type: "image/jpeg", largest: 50 << 20))
                    let caption = item["caption"].map { [JSONValue.Member("caption", $0)] } ?? []
                    contents.append([file, group] + caption)
                }
                return .array(contents.map { bot.message(in: chat.id, $0, now) })
            }
        }
        return .result(try result.get())
    }

    func editMessageText(_ call: BotCall, _ now: Instant) throws(BotProblem) -> BotResult {
        let text = try SendCheck.text(call.parameters)
        let result: Result<JSONValue, BotProblem> = state.withBot(call.token) { bot, settings in
            bot.openChat(call.parameters, settings).flatMap { chat in
                guard let id = call.parameters.integer("message_id"), chat.messages.contains(id) else {
                    return .failure(.badRequest("message to edit not found"))
                }
                return .success(
                    .record([
                        "message_id": .int(id), "from": bot.json, "chat": chat.json, "date": .int(now.seconds),
                        "edit_date": .int(now.seconds),
                        "text": .string(text),
                    ]))
            }
        }
        return .result(try result.get())
    }
}

/// A file parameter: its name, the type that it has when nothing else is known, and the largest upload.
struct SendFile {
    var name: String
    var type: String
    var largest: Int
}

extension Bot {
    /// The chat that a call names, if the bot may write there.
    func openChat(_ parameters: Parameters, _ settings: Settings) -> Result<Chat, BotProblem> {
        guard let text = parameters.text("chat_id"), !text.isEmpty else { return .failure(.badRequest("chat_id is empty")) }
        guard let id = Int64(text) else { return .failure(.badRequest("chat not found")) }
        guard let chat = chats[id] else {
            guard settings.knowsEverybody, id > 0 else { return .failure(.badRequest("chat not found")) }
            return .success(Chat(id: id, type: "private"))
        }
        if let new = chat.migratedTo { return .failure(.migrated(to: new)) }
        if chat.isBlocked {
            return .failure(.forbidden(chat.isPrivate ? "bot was blocked by the user" : "bot was kicked from the \(chat.type) chat"))
        }
        guard chat.isOpen || settings.knowsEverybody else { return .failure(.forbidden("bot can't initiate conversation with a user")) }
        return .success(chat)
    }

    /// A new message of the bot.
    mutating func message(in id: Int64, _ content: [JSONValue.Member], _ now: Instant) -> JSONValue {
        var chat = chats[id] ?? Chat(id: id, type: "private")
        let number = chat.nextMessage()
        chats[id] = chat
        let head: [JSONValue.Member] = [
            .init("message_id", .int(number)), .init("from", json), .init("chat", chat.json), .init("date", .int(now.seconds)),
        ]
        return .object(head + content)
    }

    /// The message that is answered.
    func quoted(_ parameters: Parameters, in chat: Chat) throws(BotProblem) -> [JSONValue.Member] {
        let reply = try parameters.json("reply_parameters")
        guard let id = reply?["message_id"]?.integer ?? parameters.integer("reply_to_message_id") else { return [] }
        if chat.messages.contains(id) {
            let message = JSONValue.record(["message_id": .int(id), "chat": chat.json, "date": .int(1)])
            return [JSONValue.Member("reply_to_message", message)]
        }
        guard reply?["allow_sending_without_reply"]?.isTrue == true || parameters.flag("allow_sending_without_reply") else {
            throw .badRequest("message to be replied not found")
        }
        return []
    }

    /// What a message says, checked.
    mutating func content(of method: SendMethod, _ parameters: Parameters) throws(BotProblem) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        switch method.content {
        case .text:
            members.append(.init("text", .string(try SendCheck.text(parameters))))
            if let entities = try parameters.json("entities") { members.append(.init("entities", entities)) }
        case .file(let name, let type, let largest):
            members.append(try file(parameters.text(name), parameters, SendFile(name: name, type: type, largest: largest)))
        case .location: members.append(.init("location", try Self.place(parameters)))
        case .venue: members.append(.init("venue", try Self.venue(parameters)))
        case .contact: members.append(.init("contact", try Self.contact(parameters)))
        case .poll: members.append(.init("poll", try poll(parameters)))
        case .dice:
            let emoji: String = parameters.text("emoji") ?? "🎲"
            members.append(.init("dice", .record(["emoji": .string(emoji), "value": .int(4)])))
        }
        if method.takesCaption, let caption = try SendCheck.caption(parameters) { members.append(.init("caption", .string(caption))) }
        return members
    }

    /// A file by its id, by URL, or uploaded.
    mutating func file(_ given: String?, _ parameters: Parameters, _ wanted: SendFile) throws(BotProblem) -> JSONValue.Member {
        let uploaded =
            given.map { $0.hasPrefix("attach://") ? parameters.files[String($0.dropFirst(9))] : nil } ?? parameters.files[wanted.name]
        if let part = uploaded {
            guard part.bytes.count <= wanted.largest else { throw BotProblem(413, "Request Entity Too Large") }
            guard !part.bytes.isEmpty else { throw .badRequest("file must be non-empty") }
            return .init(wanted.name, describe(add(part.bytes, type: part.type ?? wanted.type, name: part.filename), wanted.name))
        }
        guard let given, !given.isEmpty else { throw .badRequest("there is no \(wanted.name) in the request") }
        if let known = files[given] { return .init(wanted.name, describe(known, wanted.name)) }
        guard given.hasPrefix("http://") || given.hasPrefix("https://") else {
            throw .badRequest("wrong file identifier/HTTP URL specified")
        }
        return .init(wanted.name, describe(add(Array(given.utf8), type: wanted.type, name: nil), wanted.name))
    }

    /// Keeps a file.
    mutating func add(_ bytes: [UInt8], type: String, name: String?) -> File {
        let number = number()
        let file = File(
            id: "BQACAgIAAxkB\(100_000 + number)", path: "documents/file_\(number)\(name.map { "_\($0)" } ?? "")", type: type, bytes: bytes)
        files[file.id] = file
        return file
    }

    /// How a file stands in a message.
    func describe(_ file: File, _ name: String) -> JSONValue {
        let common = JSONValue.record([
            "file_id": .string(file.id), "file_unique_id": .string("u\(file.id.suffix(12))"), "file_size": .int(Int64(file.bytes.count)),
        ])
        switch name {
        case "photo":
            let small = JSONValue.record([
                "file_id": .string(file.id + "s"), "file_unique_id": .string("us"), "width": .int(90), "height": .int(60),
            ])
            return .array([small, common.with(["width": .int(1280), "height": .int(853)])])
        case "video", "animation":
            return common.with(["width": .int(640), "height": .int(480), "duration": .int(3), "mime_type": .string(file.type)])
        case "video_note": return common.with(["length": .int(240), "duration": .int(3)])
        case "audio", "voice": return common.with(["duration": .int(3), "mime_type": .string(file.type)])
        case "sticker":
            return common.with([
                "type": .string("regular"), "width": .int(512), "height": .int(512), "is_animated": .bool(false), "is_video": .bool(false),
                "emoji": .string("😀"),
            ])
        default:
            return common.with([
                "mime_type": .string(file.type), "file_name": .string(file.path.split(separator: "/").last.map { String($0) } ?? "file"),
            ])
        }
    }

    private static func place(_ parameters: Parameters) throws(BotProblem) -> JSONValue {
        guard let latitude = parameters.number("latitude"), let longitude = parameters.number("longitude"), abs(latitude) <= 90,
            abs(longitude) <= 180
        else { throw .badRequest("wrong coordinates specified") }
        return .record(["latitude": .double(latitude), "longitude": .double(longitude)])
    }

    private static func venue(_ parameters: Parameters) throws(BotProblem) -> JSONValue {
        guard let title = parameters.text("title"), !title.isEmpty, let address = parameters.text("address"), !address.isEmpty else {
            throw .badRequest("title and address of the venue must be non-empty")
        }
        return .record(["location": try place(parameters), "title": .string(title), "address": .string(address)])
    }

    private static func contact(_ parameters: Parameters) throws(BotProblem) -> JSONValue {
        guard let phone = parameters.text("phone_number"), !phone.isEmpty, let name = parameters.text("first_name"), !name.isEmpty else {
            throw .badRequest("phone_number and first_name of the contact must be non-empty")
        }
        return .record(["phone_number": .string(phone), "first_name": .string(name)])
    }

    private mutating func poll(_ parameters: Parameters) throws(BotProblem) -> JSONValue {
        guard let question = parameters.text("question"), (1...300).contains(question.utf16.count),
            let options = try parameters.json("options")?.elements, (2...12).contains(options.count)
        else { throw .badRequest("a poll needs a question of 1-300 characters and 2-12 options") }
        let list = options.enumerated().map { place, option in
            JSONValue.record([
                "persistent_id": .string(String(place)), "text": option.text.map { .string($0) } ?? option["text"], "voter_count": .int(0),
            ])
        }
        return .record([
            "id": .string(String(number() + 5_000_000_000)), "question": .string(question), "options": .array(list),
            "total_voter_count": .int(0),
            "is_closed": .bool(false), "is_anonymous": .bool(true), "type": .string("regular"), "allows_multiple_answers": .bool(false),
            "allows_revoting": .bool(false), "members_only": .bool(false),
        ])
    }
}
