import Core
package import JSONKit
package import MockKit

extension TelegramMock {
    /// Makes a customer do something. Answers the ids of the messages, as `chat:message`.
    package func inbound(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        let command = try InboundCommand(json)
        let token = try token(json["bot"])
        var ids: [String] = []
        if json["update"].exists {
            // An update as it is, under its own kind.
            for (kind, content) in json["update"].object { emit(kind, JSONValue(content), to: token) }
            return Self.answer([])
        }
        for place in 0..<command.count {
            var command = command
            if command.count > 1 { command.text = (command.text ?? "Message") + " \(place + 1)" }
            let now = clock.now()
            let updates = state.withLock { state -> [InboundUpdate] in
                guard var bot = state.bots[token] else { return [] }
                defer { state.bots[token] = bot }
                return bot.updates(of: command, now)
            }
            for update in updates {
                emit(update.kind, update.content, to: token)
                if let id = update.messageID { ids.append(id) }
            }
        }
        return Self.answer(ids)
    }

    private static func answer(_ ids: [String]) -> [UInt8] {
        JSONWriter.object { json in json.array("ids") { json in for id in ids { json.value(id) } } }
    }

    /// The bot that a control call names by token or by its number; the only one, or the first, when it names none.
    func token(_ json: JSON) throws(ControlProblem) -> String {
        let bots = state.withLock { $0.bots.keys.sorted() }
        guard json.exists else { return bots.first ?? "" }
        guard let name = json.stringOrNumber, let token = bots.first(where: { $0 == name || $0.hasPrefix("\(name):") }) else {
            throw ControlProblem(404, "bot is not configured.")
        }
        return token
    }
}

/// An update to be made.
struct InboundUpdate {
    var kind: String
    var content: JSONValue
    /// `chat:message`, for new messages.
    var messageID: String?
}

extension Bot {
    /// What a command leads to.
    mutating func updates(of command: InboundCommand, _ now: Instant) -> [InboundUpdate] {
        switch command.kind {
        case .text, .start, .photo, .video, .videoNote, .animation, .audio, .voice, .document, .sticker, .location, .venue, .contact, .dice,
            .poll, .unknown:
            return [message(command, now, content(command))]
        case .album:
            let group = JSONValue.Member("media_group_id", .string(String(number() + 13_500_000_000)))
            return (0..<3).map { place in
                let caption = place == 0 ? command.text.map { [JSONValue.Member("caption", .string($0))] } ?? [] : []
                return message(command, now, [photo(command), group] + caption)
            }
        case .edit: return [edit(command, now)]
        case .callback: return [callback(command, now)]
        case .reaction: return [reaction(command, now)]
        case .block, .unblock, .join, .remove: return [membership(command, now)]
        case .migrate: return migration(command, now)
        case .businessText:
            var update = message(command, now, content(command) + [.init("business_connection_id", .string("bc_mock_1"))])
            update.kind = "business_message"
            return [update]
        case .channelPost:
            let chat = JSONValue.record(["id": .int(-1_009_999_999_999), "type": .string("channel"), "title": .string("News")])
            let post = JSONValue.record(["message_id": .int(1), "chat": chat, "date": .int(now.seconds), "text": .string("Post")])
            return [InboundUpdate(kind: "channel_post", content: post)]
        }
    }

    /// The chat of a command, made if it is new. Whoever writes has pressed Start.
    private mutating func chat(_ command: InboundCommand) -> Chat {
        var chat =
            chats[command.chat]
            ?? Chat(id: command.chat, type: command.chat > 0 ? "private" : command.chat < -1_000_000_000_000 ? "supergroup" : "group")
        chat.isOpen = true
        if chat.isPrivate {
            chat.firstName = command.firstName
            chat.username = command.username
        } else {
            chat.title = command.title ?? chat.title ?? "Group"
        }
        chats[chat.id] = chat
        return chat
    }

    private mutating func message(_ command: InboundCommand, _ now: Instant, _ content: [JSONValue.Member]) -> InboundUpdate {
        var chat = chat(command)
        let id = chat.nextMessage()
        chats[chat.id] = chat
        var members: [JSONValue.Member] = [
            .init("message_id", .int(id)), .init("from", command.person), .init("chat", chat.json), .init("date", .int(now.seconds)),
        ]
        if let target = command.target {
            members.append(.init("reply_to_message", .record(["message_id": .int(target), "chat": chat.json, "date": .int(now.seconds)])))
        }
        if case .object(let extra) = command.extra { members += extra }
        return InboundUpdate(kind: "message", content: .object(members + content), messageID: "\(chat.id):\(id)")
    }

    private mutating func photo(_ command: InboundCommand) -> JSONValue.Member {
        .init("photo", describe(add(Array((command.media ?? "\u{FFFD} a picture").utf8), type: "image/jpeg", name: nil), "photo"))
    }

    private mutating func content(_ command: InboundCommand) -> [JSONValue.Member] {
        let caption = command.text.map { [JSONValue.Member("caption", .string($0))] } ?? []
        switch command.kind {
        case .photo: return [photo(command)] + caption
        case .video, .videoNote, .animation, .audio, .voice, .document, .sticker:
            let name = command.kind.rawValue
            let type =
                ["audio": "audio/mpeg", "voice": "audio/ogg", "document": "application/pdf", "sticker": "image/webp"][name] ?? "video/mp4"
            let file = describe(add(Array((command.media ?? "a file").utf8), type: type, name: nil), name)
            // For compatibility an animation is a document as well.
            return [.init(name, file)] + (name == "animation" ? [.init("document", file)] : []) + caption
        case .location: return [.init("location", Self.place)]
        case .venue:
            return [
                .init("location", Self.place),
                .init("venue", .record(["location": Self.place, "title": .string("Harbour"), "address": .string("5 Quay St")])),
            ]
        case .contact:
            return [
                .init(
                    "contact",
                    .record([
                        "phone_number": .string("+15550107777"), "first_name": .string(command.firstName), "user_id": .int(command.from),
                    ]))
            ]
        case .dice: return [.init("dice", .record(["emoji": .string("🎲"), "value": .int(5)]))]
        case .poll:
            let options = ["Yes", "No"].map {
                JSONValue.record(["persistent_id": .string($0), "text": .string($0), "voter_count": .int(0)])
            }
            return [
                .init(
                    "poll",
                    .record([
                        "id": .string("5551"), "question": .string("Well?"), "options": .array(options), "total_voter_count": .int(0),
                        "is_closed": .bool(false), "is_anonymous": .bool(true), "type": .string("regular"),
                        "allows_multiple_answers": .bool(false), "allows_revoting": .bool(false), "members_only": .bool(false),
                    ]))
            ]
        case .unknown: return [.init("hologram", .record(["file_id": .string("x")]))]
        case .start: return [.init("text", .string(command.text.map { "/start \($0)" } ?? "/start"))]
        default: return [.init("text", .string(command.text ?? "Hello"))]
        }
    }

    private static let place = JSONValue.record(["latitude": .double(41.5), "longitude": .double(2.25)])

    private mutating func edit(_ command: InboundCommand, _ now: Instant) -> InboundUpdate {
        let chat = chat(command)
        let message = JSONValue.record([
            "message_id": .int(command.target ?? 1), "from": command.person, "chat": chat.json, "date": .int(now.seconds - 10),
            "edit_date": .int(now.seconds), "text": .string(command.text ?? "Edited"),
        ])
        return InboundUpdate(kind: "edited_message", content: message)
    }

    private mutating func callback(_ command: InboundCommand, _ now: Instant) -> InboundUpdate {
        let chat = chat(command)
        let id = String(4_000_000_000_000_000_000 + number())
        callbacks[id] = now
        let data: String = command.data ?? "pressed"
        let button = JSONValue.record(["text": .string(command.text ?? "Press"), "callback_data": .string(data)])
        let message = JSONValue.record([
            "message_id": .int(command.target ?? 1), "from": json, "chat": chat.json, "date": .int(now.seconds), "text": .string("Choose"),
            "reply_markup": .record(["inline_keyboard": .array([.array([button])])]),
        ])
        let query = JSONValue.record([
            "id": .string(id), "from": command.person, "message": message, "chat_instance": .string("-42"), "data": .string(data),
        ])
        return InboundUpdate(kind: "callback_query", content: query)
    }

    private mutating func reaction(_ command: InboundCommand, _ now: Instant) -> InboundUpdate {
        let chat = chat(command)
        let new: [JSONValue] = command.emoji == "" ? [] : [.record(["type": .string("emoji"), "emoji": .string(command.emoji ?? "👍")])]
        let content = JSONValue.record([
            "chat": chat.json, "message_id": .int(command.target ?? 1), "user": command.person, "date": .int(now.seconds),
            "old_reaction": .array([]), "new_reaction": .array(new),
        ])
        return InboundUpdate(kind: "message_reaction", content: content)
    }

    private mutating func membership(_ command: InboundCommand, _ now: Instant) -> InboundUpdate {
        var chat = chat(command)
        let isOut = command.kind == .block || command.kind == .remove
        chat.isBlocked = isOut
        chats[chat.id] = chat
        func member(_ status: String) -> JSONValue {
            .record(["user": json, "status": .string(status), "until_date": status == "kicked" ? .int(0) : nil])
        }
        let content = JSONValue.record([
            "chat": chat.json, "from": command.person, "date": .int(now.seconds), "old_chat_member": member(isOut ? "member" : "kicked"),
            "new_chat_member": member(isOut ? "kicked" : "member"),
        ])
        return InboundUpdate(kind: "my_chat_member", content: content)
    }

    /// A group becomes a supergroup: a new chat, and a service message in both.
    private mutating func migration(_ command: InboundCommand, _ now: Instant) -> [InboundUpdate] {
        var old = chat(command)
        let newID = -1_000_000_000_000 + old.id
        var new = Chat(id: newID, type: "supergroup")
        new.title = old.title
        new.isOpen = true
        old.migratedTo = newID
        chats[old.id] = old
        chats[newID] = new
        func service(_ chat: Chat, _ id: Int64, _ key: String, _ other: Int64) -> InboundUpdate {
            let head = JSONValue.record(["message_id": .int(id), "from": command.person, "chat": chat.json, "date": .int(now.seconds)])
            guard case .object(let members) = head else { return InboundUpdate(kind: "message", content: head) }
            return InboundUpdate(kind: "message", content: .object(members + [.init(key, .int(other))]))
        }
        return [
            service(old, old.nextMessage(), "migrate_to_chat_id", newID), service(new, new.nextMessage(), "migrate_from_chat_id", old.id),
        ]
    }
}
