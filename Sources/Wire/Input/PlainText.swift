/// What is left of a text in HTML when its tags are taken away: the fallback for channels that know no markup.
///
/// Breaks and block ends become new lines; the five named references and numeric ones are resolved, others stay as written.
struct PlainText {
    private(set) var text = ""

    /// Reads simple HTML; malformed tags stay as text.
    init(html: String) {
        var rest = Substring(html)
        while let start = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
            text += rest[..<start]
            rest = rest[start...]
            if rest.first == "<" { takeTag(&rest) } else { takeReference(&rest) }
        }
        text += rest
        while text.last == "\n" { text.removeLast() }
    }

    private static let lineEnds: Set<String> = ["br", "br/", "/p", "/div", "/li", "/h1", "/h2", "/h3", "/h4", "/h5", "/h6", "/tr"]
    private static let named: [Substring: String] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " "]

    private mutating func takeTag(_ rest: inout Substring) {
        guard let end = rest.firstIndex(of: ">") else {
            text.append("<")
            rest.removeFirst()
            return
        }
        let tag = rest[rest.index(after: rest.startIndex)..<end].prefix { $0 != " " }.lowercased()
        if Self.lineEnds.contains(tag) { text.append("\n") }
        rest = rest[rest.index(after: end)...]
    }

    private mutating func takeReference(_ rest: inout Substring) {
        guard let end = rest.prefix(12).firstIndex(of: ";"),
            let character = Self.resolve(rest[rest.index(after: rest.startIndex)..<end])
        else {
            text.append("&")
            rest.removeFirst()
            return
        }
        text += character
        rest = rest[rest.index(after: end)...]
    }

    private static func resolve(_ name: Substring) -> String? {
        guard name.first == "#" else { return named[name] }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let code = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap { Unicode.Scalar($0) }.map { String($0) }
    }
}
