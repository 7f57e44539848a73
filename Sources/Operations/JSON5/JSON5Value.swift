/// A value of a JSON5 document, with the line it begins in.
///
/// Its description and mirror do not show it, because it may be a secret.
package struct JSON5Value: Sendable {
    /// What can be written in JSON5. Numbers keep their text, so that identifiers of many digits stay exact.
    package enum Kind: Sendable {
        case null
        case bool(Bool)
        case number(String)
        case string(String)
        case array([JSON5Value])
        case object([Member])
    }

    /// One `key: value` of an object. Keys may come twice: the reader of the object decides.
    package struct Member: Sendable {
        /// The key.
        package var key: String
        /// The line of the key, from 1.
        package var line: Int
        /// The value.
        package var value: JSON5Value
    }

    /// The value.
    package var kind: Kind
    /// The line it begins in, from 1.
    package var line: Int

    /// What it is, in words: `text`, `a list`.
    package var noun: String {
        switch kind {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// The whole number written here, decimal or hexadecimal; nil for other values and numbers out of range.
    package var integer: Int? {
        guard case .number(var text) = kind else { return nil }
        let negative = text.hasPrefix("-")
        if negative || text.hasPrefix("+") { text.removeFirst() }
        guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return Int((negative ? "-" : "") + text) }
        return Int((negative ? "-" : "") + text.dropFirst(2), radix: 16)
    }
}

extension JSON5Value: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "JSON5Value(\(noun), line \(line))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a document is not JSON5, and where. Holds nothing of its text.
package struct JSON5Error: Error, Hashable, Sendable {
    /// From 1.
    package var line: Int
    /// From 1, in bytes.
    package var column: Int
    /// What is wrong, in one sentence without a full stop.
    package var problem: String

    /// Makes an error.
    package init(line: Int, column: Int, problem: String) {
        self.line = line
        self.column = column
        self.problem = problem
    }
}
