package import Core
internal import JSONKit

/// The two forms of encoded content: as stored, and as others may see it.
package enum ContentForm {
    /// The content without the provider's handle of a file. For all other content these are the same bytes, found out by a look at
    /// the first of them.
    package static func outside(_ stored: JSONBytes) -> JSONBytes {
        guard mayHoldReference(stored), let document = try? JSONDocument.parse(stored.bytes) else { return stored }
        let content = document.root
        guard content["parleyReference"].exists || content["altText"].exists else { return stored }
        return JSONBytes(capacity: stored.bytes.count) { json in
            json.object { json in
                for (key, value) in content.object where key != "parleyReference" {
                    if key == "altText", let text = value.string { json.field("altText", clipped(text)) } else { json.field(key, value) }
                }
            }
        }
    }

    private static let harmless: [[UInt8]] = ["text", "location", "carousel", "list", "template", "form"].map {
        Array(#"{"type":"\#($0)""#.utf8)
    }

    private static func mayHoldReference(_ stored: JSONBytes) -> Bool {
        !harmless.contains { stored.bytes.starts(with: $0) }
    }

    /// Providers set no limit here; typed clients refuse the whole message past theirs.
    private static func clipped(_ text: String) -> String {
        text.utf8.count <= FieldLimit.altText ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(FieldLimit.altText)))
    }
}
