package import Core
package import JSONKit

extension FormContent {
    func writeMembers(to json: inout JSONWriter) {
        json.field("type", "form")
        json.field("submitted", isSubmitted)
        if blocksChatInput { json.field("blockChatInput", true) }
        json.array("fields") { json in for field in fields { field.write(to: &json) } }
    }
}

extension FormQuestion: JSONWritable {
    /// Writes the question.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", FormFieldType(kind).rawValue)
            json.field("name", name)
            json.field("label", label)
            json.field("placeholder", ifPresent: placeholder)
            switch kind {
            case .email: break
            case .text(let rule):
                json.field("minSize", rule.size.lowerBound)
                json.field("maxSize", rule.size.upperBound)
                json.field("format", ifPresent: rule.format?.rawValue)
            case .select(let options, let size):
                json.array("options") { json in for option in options { option.write(to: &json) } }
                json.field("minSize", ifPresent: size?.lowerBound)
                json.field("maxSize", ifPresent: size?.upperBound)
            }
        }
    }
}

extension FormOption: JSONWritable {
    /// Writes the option.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("label", label)
        }
    }
}

extension FormResponse {
    func writeMembers(to json: inout JSONWriter) {
        json.field("type", "formResponse")
        json.array("fields") { json in for answer in answers { answer.write(to: &json) } }
        json.field("textFallback", textFallback)
    }
}

extension FormResponse.Answer: JSONWritable {
    /// Writes the answer.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            switch value {
            case .text(let text):
                json.field("type", "text")
                json.field("text", text)
            case .email(let address):
                json.field("type", "email")
                json.field("email", address)
            case .select(let options):
                json.field("type", "select")
                json.array("select") { json in for option in options { option.write(to: &json) } }
            }
            json.field("name", name)
            json.field("label", label)
        }
    }
}

/// `type` of a question or an answer.
enum FormFieldType: String, CaseIterable {
    case text, email, select

    init(_ kind: FormQuestion.Kind) {
        switch kind {
        case .text: self = .text
        case .email: self = .email
        case .select: self = .select
        }
    }
}
