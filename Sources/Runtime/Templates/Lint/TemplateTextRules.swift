package import Core

/// The provider's rules for one text value.
package struct TemplateTextRules: Hashable, Sendable {
    private let rules: TemplateRules

    /// The rules for texts.
    package init(_ rules: TemplateRules) { self.rules = rules }

    /// What is wrong with `text`, as the rest of a sentence; nil when it can go.
    package func problem(of text: String) -> String? {
        if text.isEmpty { return "is empty: give a text, or use a template without this placeholder" }
        if !rules.allowsLineEnds, text.utf8.contains(where: { Self.lineEnds.contains($0) }) {
            return "holds a line end or a tab, which the provider refuses: write it in one line"
        }
        guard let longest = rules.longestSpaceRun, Self.longestSpaceRun(text) > longest else { return nil }
        return "holds more than \(longest) spaces in a row, which the provider refuses"
    }

    /// The text with everything in it that the provider would refuse replaced by single spaces, at most `limit` characters long.
    package func adapted(_ text: String, limit: Int) -> String {
        guard !rules.allowsLineEnds else { return String(text.unicodeScalars.prefix(limit).map(Character.init)) }
        var out = String.UnicodeScalarView()
        var hasSpace = true
        for scalar in text.unicodeScalars {
            let isSpace = scalar.value == 0x20 || (scalar.value < 0x20 && Self.lineEnds.contains(UInt8(scalar.value)))
            if isSpace, hasSpace { continue }
            hasSpace = isSpace
            out.append(isSpace ? " " : scalar)
            if out.count == limit { break }
        }
        if out.last == " " { out.removeLast() }
        return String(out)
    }

    private static let lineEnds: [UInt8] = [0x0A, 0x0D, 0x09]

    private static func longestSpaceRun(_ text: String) -> Int {
        var (run, longest) = (0, 0)
        for byte in text.utf8 {
            run = byte == UInt8(ascii: " ") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
