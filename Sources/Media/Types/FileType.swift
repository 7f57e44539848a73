package import Core

/// Tells what a file is by its first bytes. What a sender says is believed only as far as the bytes do not speak against it.
package enum FileType {
    /// A kind of file that shows by its first bytes.
    struct Signature: Sendable {
        /// The type to name when nobody knows better.
        let type: String
        /// Other types that look the same: the sender's word decides between them.
        let others: Set<String>
        let offset: Int
        let bytes: [UInt8]
        /// A second mark further on.
        let further: (offset: Int, bytes: [UInt8])?

        init(_ type: String, or others: Set<String> = [], at offset: Int = 0, _ bytes: [UInt8], then further: (Int, [UInt8])? = nil) {
            self.type = type
            self.others = others
            self.offset = offset
            self.bytes = bytes
            self.further = further
        }

        init(_ type: String, or others: Set<String> = [], at offset: Int = 0, _ text: StaticString, then further: (Int, [UInt8])? = nil) {
            self.init(type, or: others, at: offset, Array("\(text)".utf8), then: further)
        }

        func fits(_ head: [UInt8]) -> Bool {
            head.dropFirst(offset).starts(with: bytes)
                && (further.map { head.dropFirst($0.offset).starts(with: $0.bytes) } ?? true)
        }
    }

    /// What cannot be told.
    package static let unknown = "application/octet-stream"

    /// The type of a file, in lower case and without parameters.
    ///
    /// - Parameters:
    ///   - head: its first bytes, at least 64 if it has them.
    ///   - declared: what the sender says, if anything.
    package static func type(of head: [UInt8], declared: String?) -> String {
        let declared = declared.map(MediaType.essence).flatMap { isType($0) ? $0 : nil }
        if let signature = signatures.first(where: { $0.fits(head) }) {
            return declared.flatMap { signature.others.contains($0) ? $0 : nil } ?? signature.type
        }
        guard let declared, !mustShow(declared) else { return isText(head) ? "text/plain" : unknown }
        return declared.hasPrefix("text/") && !isText(head) ? unknown : declared
    }

    /// Whether files of this type begin with a mark: a picture whose bytes are those of no picture is not one.
    private static func mustShow(_ type: String) -> Bool {
        ["image/", "audio/", "video/"].contains { type.hasPrefix($0) }
            || signatures.contains { $0.type == type || $0.others.contains(type) }
    }

    /// Programs: never taken, in either direction.
    package static func isProgram(_ type: String) -> Bool { programs.contains(type) }

    /// Whether a browser may show it in its own right: pictures, sound and film, which cannot run anything.
    package static func isHarmless(_ type: String) -> Bool {
        (type.hasPrefix("image/") && type != "image/svg+xml") || type.hasPrefix("audio/") || type.hasPrefix("video/")
    }

    /// How a message shows a file of this type.
    package static func kind(of type: String) -> MediaContent.Kind {
        if type.hasPrefix("image/") { return .image }
        if type.hasPrefix("video/") { return .video }
        return type.hasPrefix("audio/") ? .audio : .document
    }

    /// The usual extension, without the dot; nil for types that have none here.
    package static func fileExtension(of type: String) -> String? { extensions[type] }

    /// `type/subtype` of token characters, of at most 127 bytes.
    private static func isType(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 127
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { isLetterOrDigit($0) || "!#$&-^_.+".utf8.contains($0) } }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Whether the bytes could be text: no control characters but white space.
    private static func isText(_ head: [UInt8]) -> Bool {
        !head.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0C && $0 != 0x0D && $0 != 0x1B }
    }
}
