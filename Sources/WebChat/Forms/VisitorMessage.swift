import Core
import JSONKit
import Store
import Wire

/// A message as the widget shows it.
struct VisitorMessage: JSONWritable {
    let message: MessageRecord
    /// Up to when the business has read.
    let businessLastRead: Instant?

    /// Who wrote, in the widget's words.
    private var author: String {
        switch message.author {
        case .user: "user"
        case .business: isAutomatic ? "bot" : "business"
        }
    }

    private var isAutomatic: Bool {
        let actor = message.instructions.flatMap { try? SendInstructions(stored: $0) }?.actor
        return actor == .bot || metadata["parleyKind"] == "faq" || metadata["parleyKind"] == "away"
    }

    private var metadata: JSON { Self.parse(message.metadata) }

    /// The id that the browser gave the message: what follows the visitor's address in the external id.
    private var clientID: String? {
        guard message.author == .user, let id = Self.parse(message.source)["originalMessageId"].string else { return nil }
        return id.split(separator: "/").last.map(String.init)
    }

    private var isRead: Bool { businessLastRead.map { message.receivedAt <= $0 } ?? false }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", message.id)
            json.field("clientId", orNull: clientID)
            json.object("author") { json in
                json.field("type", author)
                json.field("name", orNull: message.authorName)
            }
            json.field("at", message.receivedAt)
            json.field("content", ContentForm.outside(message.content))
            json.key("state")
            if message.author == .user { json.value(isRead ? "read" : "sent") } else { json.null() }
            json.field("edited", message.versions != nil)
            json.field("unsent", metadata["parleyUnsent"].bool ?? false)
        }
    }

    private static func parse(_ bytes: JSONBytes?) -> JSON { bytes.flatMap { try? JSONDocument.parse($0.bytes).root } ?? .missing }
}

/// A conversation as the widget knows it.
struct VisitorConversation: JSONWritable, Sendable {
    let conversation: Conversation
    /// The channel in which it goes on; nil while it is here.
    var elsewhere: ID?

    func write(to json: inout JSONWriter) {
        let metadata = (try? JSONDocument.parse(conversation.metadata.bytes))?.root ?? .missing
        json.object { json in
            json.field("id", conversation.id)
            json.field("status", elsewhere == nil ? conversation.status.rawValue : "moved")
            json.field("movedTo", ifPresent: elsewhere)
            json.field("rated", metadata["parleyRating"].exists)
        }
    }
}

/// A frame of server-sent events. Its JSON is compact and holds no line breaks.
struct VisitorFrame {
    let bytes: [UInt8]

    /// The browser must read the thread anew.
    static let gap = VisitorFrame("gap", JSONValue.object([]))
    /// The visitor has opened newer pages than there are streams for: this one need not come back before somebody looks at it.
    static let replaced = VisitorFrame("replaced", JSONValue.object([]))

    init(_ event: String, id: ID? = nil, _ data: some JSONWritable) {
        var json = JSONWriter()
        data.write(to: &json)
        var bytes: [UInt8] = []
        if let id { bytes += "id: \(id)\n".utf8 }
        bytes += "event: \(event)\ndata: ".utf8
        bytes += json.finish()
        bytes += "\n\n".utf8
        self.bytes = bytes
    }
}
