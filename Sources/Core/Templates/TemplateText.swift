/// Text with placeholders in double braces: `Hi {{1}}`, `Hi {{first_name}}`.
package struct TemplateText: Hashable, Sendable {
    package var text: String

    /// Makes a text.
    package init(_ text: String) { self.text = text }

    /// The names between the braces, without spaces around them, each once, in the order in which the provider counts values: numbers by
    /// value, names by place.
    package var placeholders: [String] {
        var found: [String] = []
        for piece in pieces {
            if case .placeholder(let name) = piece, !found.contains(name) { found.append(name) }
        }
        return found.allSatisfy { Int($0) != nil } ? found.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) } : found
    }

    /// The text with values in place of placeholders. A placeholder without a value stays.
    package func filled(_ values: [String: String]) -> String {
        var out = ""
        for piece in pieces {
            switch piece {
            case .plain(let text): out += text
            case .placeholder(let name): out += values[name] ?? "{{\(name)}}"
            }
        }
        return out
    }

    private enum Piece {
        case plain(Substring)
        case placeholder(String)
    }

    private var pieces: [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            pieces.append(.plain(rest[..<open.lowerBound]))
            let name = rest[open.upperBound..<close.lowerBound]
            pieces.append(.placeholder(String(name.filter { $0 != " " })))
            rest = rest[close.upperBound...]
        }
        pieces.append(.plain(rest))
        return pieces
    }
}
