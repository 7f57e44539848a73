package import Core
package import JSONKit

/// The wire form of a template: shown by the API, and kept as it is shown.
extension MessageTemplate: JSONWritable {
    package func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0) } }

    /// Writes the members into an object that has others.
    package func writeMembers(to json: inout JSONWriter) {
        json.field("name", name)
        json.field("language", language)
        json.field("externalId", orNull: externalID)
        json.field("category", category.rawValue)
        json.field("status", status.rawValue)
        json.field("providerStatus", providerStatus)
        json.field("quality", quality.rawValue)
        json.field("reason", orNull: reason)
        json.field("parameterFormat", format.rawValue)
        json.key("header")
        if let header { header.write(to: &json) } else { json.null() }
        json.field("body", body.text)
        json.field("footer", orNull: footer)
        json.array("buttons") { json in for button in buttons { button.write(to: &json) } }
        json.array("otherParts") { json in for part in otherParts { json.value(part) } }
        json.array("otherPlaceholders") { json in for name in otherPlaceholders { json.value(name) } }
    }

    /// The form that documents keep.
    package func encoded() -> JSONBytes { JSONBytes(capacity: 1024) { write(to: &$0) } }
}

extension MessageTemplate.Header {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .text(let text):
                json.field("type", "text")
                json.field("text", text.text)
            case .media(let kind): json.field("type", kind.rawValue)
            case .location: json.field("type", "location")
            case .other(let word):
                json.field("type", "other")
                json.field("providerType", word)
            }
        }
    }
}

extension MessageTemplate.Button {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            switch kind {
            case .quickReply: json.field("type", "quickReply")
            case .link(let url):
                json.field("type", "link")
                json.field("url", url.text)
            case .phone(let number):
                json.field("type", "phone")
                json.field("phoneNumber", number)
            case .copyCode: json.field("type", "copyCode")
            case .oneTimeCode: json.field("type", "oneTimeCode")
            case .other(let word):
                json.field("type", "other")
                json.field("providerType", word)
            }
            json.field("text", text)
        }
    }
}

extension TemplateSlot: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("slot", name)
            json.field("type", kind.word)
            json.field("required", isRequired)
        }
    }
}
