import Core
import JSONKit
import MockKit

/// What a control call makes a customer do.
struct InboundCommand {
    /// Every kind of event that a customer causes.
    enum Kind: String, CaseIterable {
        case text, photo, video, animation, audio, voice, document, sticker, location, venue, contact, dice, poll, album, edit, callback,
            reaction, block, unblock, start, migrate, join, remove, unknown
        case videoNote = "video_note"
        case businessText = "business_message"
        case channelPost = "channel_post"
    }

    var kind: Kind
    var from: Int64
    /// The chat; the person's own unless a group is named.
    var chat: Int64
    var title: String?
    var firstName: String
    var username: String?
    var text: String?
    var target: Int64?
    var data: String?
    var emoji: String?
    var count: Int
    /// A file's bytes, as text.
    var media: String?
    /// Members that are added to the message as they are.
    var extra: JSONValue

    private static let keys: Set<String> = [
        "bot", "kind", "from", "chat", "title", "name", "username", "text", "target", "data", "emoji", "count", "media", "extra", "update",
    ]

    init(_ json: JSON) throws(ControlProblem) {
        guard json.kind == .object else {
            throw ControlProblem(400, "The body must be a JSON object, such as {\"from\": 4815162342, \"text\": \"Hi\"}.")
        }
        for (key, _) in json.object where !Self.keys.contains(key) {
            throw ControlProblem(400, "\(key) is not known; use one of \(Self.keys.sorted().joined(separator: ", ")).")
        }
        let word = json["kind"].string ?? "text"
        guard let kind = Kind(rawValue: word) else {
            throw ControlProblem(400, "kind \(word) is not known; use one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self.kind = kind
        from = try Self.number(json["from"], "from") ?? 4_815_162_342
        chat = try Self.number(json["chat"], "chat") ?? from
        title = json["title"].string
        firstName = json["name"].string ?? "Mara"
        username = json["username"].string
        text = json["text"].string
        target = json["target"].stringOrNumber.flatMap { $0.split(separator: ":").last.flatMap { Int64($0) } }
        data = json["data"].string
        emoji = json["emoji"].string
        count = Int(min(max(json["count"].int ?? 1, 1), 1000))
        media = json["media"].string
        extra = JSONValue(json["extra"])
    }

    private static func number(_ json: JSON, _ key: String) throws(ControlProblem) -> Int64? {
        guard json.exists else { return nil }
        guard let number = json.stringOrNumber.flatMap({ Int64($0) }) else {
            throw ControlProblem(400, "\(key) must be an id of Telegram, a number.")
        }
        return number
    }

    /// The person.
    var person: JSONValue {
        .record([
            "id": .int(from), "is_bot": .bool(false), "first_name": .string(firstName), "username": username.map { .string($0) },
            "language_code": .string("en"),
        ])
    }
}
