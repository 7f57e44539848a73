/// A password, token or key. No description, dump or mirror of it shows the value.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: [UInt8]

    /// Keeps the UTF-8 bytes of `text`.
    package init(_ text: String) { value = Array(text.utf8) }

    /// Keeps `bytes`.
    package init(bytes: [UInt8]) { value = bytes }

    /// Whether there is nothing in it.
    package var isEmpty: Bool { value.isEmpty }

    /// The bytes, for the call that needs them. Never log or store the result.
    package func revealBytes() -> [UInt8] { value }

    /// The text, for the header or address that needs it. Never log or store the result.
    package func revealText() -> String { String(decoding: value, as: UTF8.self) }

    package var description: String { "Secret(redacted)" }
    package var debugDescription: String { "Secret(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
