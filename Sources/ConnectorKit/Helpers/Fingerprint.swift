internal import Cryptography
package import JSONKit

/// An identity for items that a provider gives none: a hash of what they say.
package enum Fingerprint {
    /// How every fingerprint starts.
    package static let prefix = "hash:"

    /// The fingerprint of `json`, in 32 hexadecimal digits behind `prefix`. The order of keys plays no part; `context` does.
    package static func of(_ json: JSON, context: String...) -> String {
        var text = JSONWriter(capacity: 512)
        text.beginArray()
        for word in context { text.value(word) }
        write(json, to: &text)
        text.endArray()
        return prefix + String(Hex.encode(SHA256.digest(text.finish())).prefix(32))
    }

    private static func write(_ json: JSON, to text: inout JSONWriter) {
        switch json.kind {
        case .object:
            text.beginObject()
            // A key that is there twice must not depend on the sort: the sequence number keeps the order of equals.
            let members = json.object.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
            for (_, member) in members {
                text.key(member.key)
                write(member.value, to: &text)
            }
            text.endObject()
        case .array:
            text.beginArray()
            for element in json.array { write(element, to: &text) }
            text.endArray()
        case .missing, .null, .bool, .integer, .double, .string:
            json.write(to: &text)
        }
    }
}
