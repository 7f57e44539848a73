internal import ConnectorKit
internal import Core
internal import JSONKit

/// A caller's own call of the Bot API, sent instead of a message's content: the parameters of a method, and its name under `method`.
struct OverrideCall {
    /// Methods that make messages. Others would change the bot itself, or leave nothing to follow.
    private static let methods: Set<String> = [
        "sendMessage", "sendPhoto", "sendAudio", "sendDocument", "sendVideo", "sendAnimation", "sendVoice", "sendVideoNote", "sendSticker",
        "sendLocation", "sendVenue", "sendContact", "sendPoll", "sendDice", "sendMediaGroup", "sendInvoice", "sendChecklist",
        "copyMessage", "forwardMessage",
    ]

    let method: String
    private let parameters: JSON
    /// A long text in parts; empty where the text goes as it is.
    private let parts: [FormattedText]

    init(_ override: JSONBytes) throws(Failure) {
        guard let root = (try? JSONDocument.parse(override.bytes))?.root, root.kind == .object else {
            throw Failure(.contentUnsupported, detail: "The override for Telegram is not a JSON object.")
        }
        let method: String = root["method"].string ?? "sendMessage"
        guard Self.methods.contains(method) else {
            throw Failure(.contentUnsupported, detail: "The override's `method` must be one that sends a message, such as sendPhoto.")
        }
        self.method = method
        parameters = root
        parts = try Self.parts(method, root)
    }

    /// How many messages it makes.
    var count: Int { max(parts.count, 1) }

    private static func parts(_ method: String, _ root: JSON) throws(Failure) -> [FormattedText] {
        guard method == "sendMessage", let text = root["text"].string,
            TextSplit.length(of: text, TelegramConnector.unit) > TelegramConnector.textLimit
        else { return [] }
        // Marks inside the text could be cut in two; where they are beside it they are moved along.
        guard !root["parse_mode"].exists else {
            throw Failure(.contentTooLong, detail: "A text with parse_mode is not split; give entities, or at most 4096 characters.")
        }
        return FormattedText(text: text, entities: root["entities"].array.compactMap { FormattedText.Entity($0) }).parts
    }

    /// Writes the parameters of message `index`, but for those that `written` names.
    func write(part index: Int, to json: inout JSONWriter, except written: Set<String>) {
        let isLast = index == count - 1
        for (key, value) in parameters.object where key != "method" && !written.contains(key) {
            if !parts.isEmpty, key == "text" || key == "entities" { continue }
            // What hangs below a text hangs below its end.
            if key == "reply_markup", !isLast { continue }
            if key == "reply_parameters", index > 0 { continue }
            json.field(key, value)
        }
        guard !parts.isEmpty else { return }
        parts[index].write(to: &json)
    }

    /// Whether the caller gave a parameter.
    func has(_ key: String) -> Bool { parameters[key].exists }
}

/// A text with entities: marks beside it, by offset and length in UTF-16 units (Bot API, `MessageEntity`).
struct FormattedText {
    /// A mark and what it says besides its place.
    struct Entity {
        var offset: Int
        var length: Int
        let json: JSON

        init?(_ json: JSON) {
            guard let offset = json["offset"].int, let length = json["length"].int, offset >= 0, length > 0, offset < 1 << 31,
                length < 1 << 31
            else { return nil }
            self.offset = Int(offset)
            self.length = Int(length)
            self.json = json
        }
    }

    var text: String
    var entities: [Entity]

    /// The text in parts that one message holds each, every mark in all parts that it touches.
    var parts: [FormattedText] {
        var start = 0
        var parts: [FormattedText] = []
        for part in TextSplit.parts(of: text, limit: TelegramConnector.textLimit, unit: TelegramConnector.unit) {
            let length = part.utf16.count
            defer { start += length }
            guard !part.allSatisfy(\.isWhitespace) else { continue }
            let inside = entities.compactMap { Self.cut($0, to: start..<start + length) }
            parts.append(FormattedText(text: String(part), entities: inside))
        }
        return parts
    }

    private static func cut(_ entity: Entity, to range: Range<Int>) -> Entity? {
        let cut = (entity.offset..<entity.offset + entity.length).clamped(to: range)
        guard !cut.isEmpty else { return nil }
        var entity = entity
        entity.offset = cut.lowerBound - range.lowerBound
        entity.length = cut.count
        return entity
    }

    func write(to json: inout JSONWriter) {
        json.field("text", text)
        guard !entities.isEmpty else { return }
        json.array("entities") { json in
            for entity in entities {
                json.object { json in
                    json.field("offset", entity.offset)
                    json.field("length", entity.length)
                    for (key, value) in entity.json.object where key != "offset" && key != "length" { json.field(key, value) }
                }
            }
        }
    }
}
