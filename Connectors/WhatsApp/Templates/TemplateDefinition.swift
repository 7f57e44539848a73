internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads one template of Meta's list (Meta, business management API, message templates).
enum TemplateDefinition {
    /// Nil for an element without name or language, which cannot be sent either.
    static func read(_ json: JSON) -> MessageTemplate? {
        guard let name = json["name"].string, !name.isEmpty, let language = json["language"].string, !language.isEmpty else { return nil }
        let word = json["status"].string ?? ""
        let reason = json["rejected_reason"].string.flatMap { $0 == "NONE" || $0.isEmpty ? nil : $0 }
        var template = MessageTemplate(
            name: name, language: language, externalID: json["id"].stringOrNumber, category: category(json["category"].string),
            status: status(word) ?? .unknown, providerStatus: word, quality: quality(json["quality_score"]["score"].string), reason: reason,
            format: json["parameter_format"] == "NAMED" ? .named : .positional, body: "")
        for component in json["components"].array { read(component, into: &template) }
        // Meta writes this text itself, and not every version of the list shows it.
        if template.category == .authentication, template.body.text.isEmpty { template.body = TemplateText("{{1}}") }
        return template
    }

    private static func read(_ component: JSON, into template: inout MessageTemplate) {
        let type = component["type"].string?.uppercased() ?? ""
        switch type {
        case "HEADER": template.header = header(component)
        case "BODY": template.body = TemplateText(component["text"].string ?? "")
        case "FOOTER": template.footer = component["text"].string
        case "BUTTONS":
            let isAuthentication = template.category == .authentication
            template.buttons = component["buttons"].array.map { button($0, isAuthentication: isAuthentication) }
        default: template.otherParts.append(type)
        }
    }

    private static func header(_ json: JSON) -> MessageTemplate.Header {
        switch json["format"].string?.uppercased() {
        case "TEXT", nil: .text(TemplateText(json["text"].string ?? ""))
        case "IMAGE": .media(.image)
        case "VIDEO": .media(.video)
        case "DOCUMENT": .media(.document)
        case "LOCATION": .location
        case .some(let format): .other(format)
        }
    }

    private static func button(_ json: JSON, isAuthentication: Bool) -> MessageTemplate.Button {
        let type = json["type"].string?.uppercased() ?? ""
        let kind: MessageTemplate.Button.Kind =
            switch type {
            case "QUICK_REPLY": .quickReply
            case "OTP": .oneTimeCode
            // Authentication templates show their code button as a link of Meta's own.
            case "URL": isAuthentication ? .oneTimeCode : .link(TemplateText(json["url"].string ?? ""))
            case "PHONE_NUMBER": .phone(json["phone_number"].string ?? "")
            case "COPY_CODE": isAuthentication ? .oneTimeCode : .copyCode
            default: .other(type)
            }
        return MessageTemplate.Button(kind, text: json["text"].string ?? "")
    }

    // MARK: Words

    /// Nil for a word that is not known, and for news that leave the status as it is.
    static func status(_ word: String) -> MessageTemplate.Status? {
        switch word {
        case "APPROVED", "REINSTATED": .approved
        case "PENDING", "IN_APPEAL": .pending
        case "REJECTED": .rejected
        case "PAUSED": .paused
        case "DISABLED", "LIMIT_EXCEEDED", "LOCKED", "ARCHIVED": .disabled
        case "PENDING_DELETION", "DELETED": .removed
        default: nil
        }
    }

    static func quality(_ word: String?) -> MessageTemplate.Quality {
        switch word {
        case "GREEN": .high
        case "YELLOW": .medium
        case "RED": .low
        default: .unknown
        }
    }

    static func category(_ word: String?) -> MessageTemplate.Category {
        word.flatMap { MessageTemplate.Category(rawValue: $0.lowercased()) } ?? .other
    }
}
