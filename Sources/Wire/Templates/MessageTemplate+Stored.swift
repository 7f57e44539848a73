package import Core
internal import JSONKit

extension MessageTemplate {
    /// Reads what `encoded()` made; nil for other bytes.
    package init?(stored: JSONBytes) {
        guard let json = (try? JSONDocument.parse(stored.bytes))?.root, let name = json["name"].string,
            let language = json["language"].string
        else { return nil }
        self.init(
            name: name, language: language, externalID: json["externalId"].string, category: word(json["category"]) ?? .other,
            status: word(json["status"]) ?? .unknown, providerStatus: json["providerStatus"].string,
            quality: word(json["quality"]) ?? .unknown, reason: json["reason"].string, format: word(json["parameterFormat"]) ?? .positional,
            header: Header(json["header"]), body: json["body"].string ?? "", footer: json["footer"].string,
            buttons: json["buttons"].array.map { Button($0) }, otherParts: json["otherParts"].array.compactMap(\.string),
            otherPlaceholders: json["otherPlaceholders"].array.compactMap(\.string))
    }
}

private func word<Word: RawRepresentable>(_ json: JSON) -> Word? where Word.RawValue == String {
    json.string.flatMap { Word(rawValue: $0) }
}

extension MessageTemplate.Header {
    fileprivate init?(_ json: JSON) {
        guard let type = json["type"].string else { return nil }
        switch type {
        case "text": self = .text(TemplateText(json["text"].string ?? ""))
        case "location": self = .location
        default:
            self = MediaContent.Kind(rawValue: type).map { .media($0) } ?? .other(json["providerType"].string ?? type)
        }
    }
}

extension MessageTemplate.Button {
    fileprivate init(_ json: JSON) {
        let type = json["type"].string ?? ""
        let kind: Kind =
            switch type {
            case "quickReply": .quickReply
            case "link": .link(TemplateText(json["url"].string ?? ""))
            case "phone": .phone(json["phoneNumber"].string ?? "")
            case "copyCode": .copyCode
            case "oneTimeCode": .oneTimeCode
            default: .other(json["providerType"].string ?? type)
            }
        self.init(kind, text: json["text"].string ?? "")
    }
}
