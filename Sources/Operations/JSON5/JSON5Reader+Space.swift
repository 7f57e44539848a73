extension JSON5Reader {
    /// Skips white space, line ends and comments.
    mutating func skipSpace() throws(JSON5Error) {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\n"):
                index += 1
                beginLine()
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0B, 0x0C: index += 1
            case UInt8(ascii: "/"): try skipComment()
            default:
                // No-break space, line and paragraph separator, byte order mark.
                guard follows("\u{A0}") || follows("\u{2028}") || follows("\u{2029}") || follows("\u{FEFF}") else { return }
                index += byte == 0xC2 ? 2 : 3
            }
        }
    }

    private mutating func skipComment() throws(JSON5Error) {
        if follows("//") {
            while let byte = peek, byte != UInt8(ascii: "\n") { index += 1 }
        } else if follows("/*") {
            index += 2
            while !follows("*/") {
                guard let byte = peek else { throw fault("the file ends inside a comment") }
                index += 1
                if byte == UInt8(ascii: "\n") { beginLine() }
            }
            index += 2
        } else {
            throw fault("a comment begins with // or /*")
        }
    }
}
