internal import JSONKit

/// Where a text comes from: a path, a constant, the first of several that is there, several joined, or another word for what was found.
indirect enum ValueSource: Hashable, Sendable {
    case path(ValuePath)
    case constant(String)
    case first([ValueSource])
    case joined([ValueSource], by: String)
    /// `other` stands for words that are not in the table; without it such a word stays as it is.
    case words(ValueSource, [String: String], other: String?)

    /// The text; nil where nothing is found. An empty text counts as nothing.
    func text(in scope: Scope) -> String? {
        switch self {
        case .path(let path): return scope.values(path).lazy.compactMap(Self.text).first
        case .constant(let text): return text.isEmpty ? nil : text
        case .first(let sources): return sources.lazy.compactMap { $0.text(in: scope) }.first
        case .joined(let sources, let separator):
            let parts = sources.compactMap { $0.text(in: scope) }
            return parts.isEmpty ? nil : parts.joined(separator: separator)
        case .words(let source, let table, let other):
            guard let word = source.text(in: scope) else { return nil }
            return table[word] ?? other ?? word
        }
    }

    /// Strings, numbers and truth values as text.
    static func text(_ json: JSON) -> String? {
        switch json.kind {
        case .string: json.string.flatMap { $0.isEmpty ? nil : $0 }
        case .integer, .double: json.numberText
        case .bool: json.bool.map { $0 ? "true" : "false" }
        case .missing, .null, .array, .object: nil
        }
    }

    /// All paths in it.
    var paths: [ValuePath] {
        switch self {
        case .path(let path): [path]
        case .constant: []
        case .first(let sources), .joined(let sources, _): sources.flatMap(\.paths)
        case .words(let source, _, _): source.paths
        }
    }
}
