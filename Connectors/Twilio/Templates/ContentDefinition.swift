internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads one content of Twilio's list with its approval for WhatsApp (Twilio, Content API, ContentAndApprovals).
enum ContentDefinition {
    /// The order in which a content of several types is read where the approval does not say which one counts.
    private static let order = [
        "whatsapp/card", "whatsapp/authentication", "twilio/card", "twilio/call-to-action", "twilio/quick-reply", "twilio/media",
        "twilio/text",
    ]

    /// Nil for an element without sid or language, which cannot be sent either.
    static func read(_ json: JSON) -> MessageTemplate? {
        guard let sid = json["sid"].string, sid.hasPrefix("HX"), let language = json["language"].string, !language.isEmpty else {
            return nil
        }
        let approval = json["approval_requests"]
        let word = filled(approval["status"]) ?? "unsubmitted"
        let name = filled(approval["name"]) ?? filled(json["friendly_name"]) ?? sid
        var template = MessageTemplate(
            name: name, language: language, externalID: sid, category: category(approval["category"].string), status: status(word),
            providerStatus: word, reason: filled(approval["rejection_reason"]), format: .named, body: "")
        guard let (type, content) = content(json["types"], approved: approval["content_type"].string) else { return template }
        read(content, type, into: &template)
        let shown = [template.body] + template.links + [template.headerText].compactMap(\.self)
        let known = Set(shown.flatMap(\.placeholders))
        template.otherPlaceholders = placeholders(of: content).filter { !known.contains($0) }
        return template
    }

    private static func filled(_ json: JSON) -> String? { json.string.flatMap { $0.isEmpty ? nil : $0 } }

    private static func content(_ types: JSON, approved: String?) -> (type: String, content: JSON)? {
        for type in [approved].compactMap(\.self) + order where types[type].kind == .object { return (type, types[type]) }
        return types.object.first { _ in true }.map { ($0.key, $0.value) }
    }

    private static func read(_ content: JSON, _ type: String, into template: inout MessageTemplate) {
        if !order.contains(type) { template.otherParts.append(type) }
        // A card of Twilio's has its text in the title, and what WhatsApp calls the footer in the subtitle.
        template.body = TemplateText(filled(content["body"]) ?? filled(content["title"]) ?? "")
        template.footer = filled(content["footer"]) ?? filled(content["subtitle"])
        if let text = filled(content["header_text"]) {
            template.header = .text(TemplateText(text))
        } else if content["media"].exists {
            // The file belongs to the content: a send brings none.
            template.header = .other("media")
        }
        template.buttons = content["actions"].array.map(button)
        // WhatsApp writes this text itself.
        if type == "whatsapp/authentication", template.body.text.isEmpty { template.body = TemplateText("{{1}}") }
    }

    private static func button(_ json: JSON) -> MessageTemplate.Button {
        let type = json["type"].string?.uppercased() ?? "QUICK_REPLY"
        let kind: MessageTemplate.Button.Kind =
            switch type {
            case "URL": .link(TemplateText(json["url"].string ?? ""))
            case "PHONE_NUMBER": .phone(json["phone"].string ?? "")
            default: .other(type)
            }
        return MessageTemplate.Button(kind, text: filled(json["title"]) ?? filled(json["copy_code_text"]) ?? "")
    }

    /// Every placeholder of a content, in the order of its first use.
    private static func placeholders(of json: JSON) -> [String] {
        var found: [String] = []
        for text in texts(of: json, depth: 0) {
            for name in TemplateText(text).placeholders where !found.contains(name) { found.append(name) }
        }
        return found
    }

    private static func texts(of json: JSON, depth: Int) -> [String] {
        guard depth < 8 else { return [] }
        switch json.kind {
        case .string: return [json.string ?? ""]
        case .array: return json.array.flatMap { texts(of: $0, depth: depth + 1) }
        case .object: return json.object.flatMap { texts(of: $0.value, depth: depth + 1) }
        default: return []
        }
    }

    // MARK: Words

    private static func status(_ word: String) -> MessageTemplate.Status {
        switch word.lowercased() {
        case "approved": .approved
        case "unsubmitted", "received", "pending": .pending
        case "rejected": .rejected
        case "paused": .paused
        case "disabled": .disabled
        default: .unknown
        }
    }

    private static func category(_ word: String?) -> MessageTemplate.Category {
        word.flatMap { MessageTemplate.Category(rawValue: $0.lowercased()) } ?? .other
    }
}

extension MessageTemplate {
    fileprivate var headerText: TemplateText? {
        if case .text(let text) = header { return text }
        return nil
    }

    fileprivate var links: [TemplateText] {
        buttons.compactMap { button in
            if case .link(let url) = button.kind { return url }
            return nil
        }
    }
}
