/// An e-mail address that is safe to write into a header and to hand to a mail server: `local@domain` in ASCII without quotes, comments,
/// blanks or line ends (a part of RFC 5321, section 4.1.2).
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As it was given.
    package let text: String

    /// Nil for whatever is no such address; some that exist are not taken, none that could be read as something else is.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].count), (3...253).contains(parts[1].count), Self.isDotted(parts[0], Self.isAtom),
            Self.isDotted(parts[1], Self.isLabel), parts[1].contains(UInt8(ascii: "."))
        else { return nil }
        self.text = text
    }

    package var description: String { text }

    private static func isDotted(_ part: Substring.UTF8View, _ isFine: (Substring.UTF8View) -> Bool) -> Bool {
        part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && isFine($0) }
    }

    private static func isAtom(_ part: Substring.UTF8View) -> Bool {
        part.allSatisfy { isLetterOrDigit($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
    }

    private static func isLabel(_ part: Substring.UTF8View) -> Bool {
        part.count <= 63 && part.first != UInt8(ascii: "-") && part.last != UInt8(ascii: "-")
            && part.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }
}
