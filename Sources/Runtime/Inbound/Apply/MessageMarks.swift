import Core
import JSONKit

/// What is noted in a message's metadata because the wire form has no field for it.
struct MessageMarks {
    private var marks: [(key: StaticString, value: JSONValue)] = []

    init(_ message: InboundMessage, _ content: Content, isFirst: Bool, isOutside: Bool) {
        if !Self.tells(content, message.kind) { marks.append(("parleyKind", .string(message.kind))) }
        if message.forwarded { marks.append(("parleyForwarded", .bool(true))) }
        add("parleyAlbum", message.album)
        if isOutside { marks.append(("parleyOutside", .bool(true))) }
        guard isFirst, let referral = message.referral else { return }
        add("parleyReferralType", referral.type)
        add("parleyReferralSource", referral.source)
        add("parleyReferralAdId", referral.adID)
        add("parleyReferralCode", referral.code)
        add("parleyReferralHeadline", referral.headline)
        add("parleyReferralBody", referral.body)
    }

    private mutating func add(_ key: StaticString, _ text: String?) {
        if let text { marks.append((key, .string(text))) }
    }

    /// The metadata; nil when there is nothing to note.
    func encoded() -> JSONBytes? {
        guard !marks.isEmpty else { return nil }
        return JSONBytes(JSONWriter.object(capacity: 256) { json in for mark in marks { json.field(mark.key, mark.value) } })
    }

    /// Whether the content shows by itself that it is of the provider's kind `kind`.
    private static func tells(_ content: Content, _ kind: String) -> Bool {
        switch content {
        case .text(let text): kind == "text" || text.payload != nil
        case .image(let media), .file(let media): kind == media.kind.rawValue || kind == "file"
        case .location: kind == "location"
        case .carousel: kind == "carousel"
        case .list: kind == "list"
        case .template: kind == "template"
        case .form: kind == "form"
        case .formResponse: kind == "formResponse"
        }
    }
}
