package import Core
internal import JSONKit

/// The stored form of a template message that was posted in the provider's own shape: the shape, and the text that the customer reads.
package enum ShownTemplate {
    /// Reads back as `Content.template`; the text is for those who show the message.
    package static func encoded(_ template: JSONBytes, text: String) -> JSONBytes {
        JSONBytes { json in
            json.object { json in
                json.field("type", "template")
                json.field("template", template)
                json.field("text", text)
            }
        }
    }
}
