import Core
package import JSONKit
package import MockKit

extension WhatsAppMock {
    private static let inboundKeys: Set<String> = [
        "phoneNumberId", "kind", "message", "from", "text", "timestamp", "target", "payload", "emoji", "referral", "groupId", "forwarded",
        "hideProfile", "hidePhone", "name", "username", "userId", "count", "batch", "value", "field", "body", "media", "mediaBytes",
    ]

    /// Makes a customer do something. Answers the ids of the messages and how many webhooks were taken up for delivery.
    package func inbound(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        guard json.kind == .object else {
            throw ControlProblem(400, "The body must be a JSON object, such as {\"from\": \"+15550107777\", \"text\": \"Hi\"}.")
        }
        for (key, _) in json.object where !Self.inboundKeys.contains(key) {
            throw ControlProblem(400, "\(key) is not known; use one of \(Self.inboundKeys.sorted().joined(separator: ", ")).")
        }
        guard state.withLock({ $0.settings.isVerified }) else {
            throw ControlProblem(
                409, "The callback is not verified, so nothing is delivered; set callbackURL with configure, or call verify.")
        }
        if json["body"].exists {
            let body = json["body"].bytes ?? WireEscaping.escape(json["body"].serialized())
            return Self.answer([], emit(body: body, label: "inbound/raw", recipient: nil) ? 1 : 0)
        }
        let (ids, changes) = try changes(of: json)
        if json["batch"].bool == true { return Self.answer(ids, emit(changes) ? 1 : 0) }
        for change in changes { emit(change) }
        return Self.answer(ids, changes.count)
    }

    private static func answer(_ ids: [String], _ deliveries: Int) -> [UInt8] {
        JSONWriter.object { json in
            json.array("ids") { json in for id in ids { json.value(id) } }
            json.field("deliveries", deliveries)
        }
    }

    private func changes(of json: JSON) throws(ControlProblem) -> (ids: [String], changes: [Change]) {
        let now = clock.now()
        let origin = origin.withLock { $0 } + prefix
        let result: Result<([String], [Change]), ControlProblem> = state.withLock { state in
            Result { () throws(ControlProblem) in
                let command = try InboundCommand(json, &state, now)
                guard let number = state.numbers[command.numberID] else { throw ControlProblem(404, "phoneNumberId is not configured.") }
                if json["value"].exists { return ([], [Self.raw(json, number)]) }
                return state.changes(command, json, number, origin, now)
            }
        }
        return try result.get()
    }

    private static func raw(_ json: JSON, _ number: BusinessNumber) -> Change {
        Change(
            accountID: number.accountID, field: json["field"].string ?? "messages", value: json["value"].serialized(), label: "inbound/raw",
            recipient: json["from"].string)
    }
}

extension MockState {
    /// The messages of a command: `count` of them, each in its own change, or all in one with `batch`.
    mutating func changes(
        _ command: InboundCommand, _ json: JSON, _ number: BusinessNumber, _ origin: String, _ now: Instant
    ) -> ([String], [Change]) {
        let count = Int(min(max(json["count"].int ?? 1, 1), 1000))
        keep(command.customer, of: number.id)
        var messages: [InboundMessage] = []
        var others: [Change] = []
        for place in 1...count {
            var command = command
            if count > 1 { command.text = (command.text ?? "Message") + " \(place)" }
            let id = command.message["id"].string ?? identity.messageID(user: command.from, inbound: true)
            inboundIDs.insert(id)
            if let other = InboundValue.other(command, id: id, number) {
                others.append(other)
            } else {
                let bytes = Self.bytes(of: json, command.kind)
                messages.append(message(command, id, number, bytes, origin, now))
            }
        }
        let changes =
            json["batch"].bool == true && !messages.isEmpty
            ? [InboundValue.messages(messages, number)] : messages.map { InboundValue.messages([$0], number) }
        return (messages.map(\.id), others + changes)
    }

    /// The file of a message: `media` is its text, `mediaBytes` makes the sample this long.
    private static func bytes(of json: JSON, _ kind: InboundCommand.Kind) -> [UInt8] {
        if let text = json["media"].string { return Array(text.utf8) }
        let sample = kind.sample?.bytes ?? []
        let size = min(max(json["mediaBytes"].int.map { Int($0) } ?? 0, sample.count), MediaStore.limit / 4)
        return sample + [UInt8](repeating: 0, count: size - sample.count)
    }

    private mutating func message(
        _ command: InboundCommand, _ id: String, _ number: BusinessNumber, _ bytes: [UInt8], _ origin: String, _ now: Instant
    ) -> InboundMessage {
        guard let sample = command.kind.sample, command.message.kind != .object else {
            return InboundMessage(command: command, id: id, display: number.display, media: nil, mediaURL: nil)
        }
        let mediaID = addMedia(number.id, sample.type, bytes, lifetime: .hours(24 * 7), now)
        let file = media.file(mediaID, at: now)
        let url = file.map { MediaEndpoint.url($0, origin, now + settings.period(.seconds(300))) }
        return InboundMessage(command: command, id: id, display: number.display, media: file, mediaURL: url)
    }
}
