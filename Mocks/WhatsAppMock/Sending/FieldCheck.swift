import JSONKit

/// Reads fields of a message and refuses what the provider refuses.
///
/// Lengths are counted in code points; Meta does not name the unit.
enum FieldCheck {
    /// How many code points a string has.
    static func length(_ json: JSON) -> Int {
        json.withUTF8 { bytes in bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 } } ?? 0
    }

    /// A string that must be there, not empty and at most `most` code points long.
    static func required(_ json: JSON, _ name: @autoclosure () -> String, most: Int, tooLong code: Int = 131009) throws(GraphProblem) {
        guard json.kind == .string, length(json) > 0 else {
            throw GraphProblem(131008, details: "Parameter '\(name())' is mandatory and must be a non-empty string.")
        }
        try optional(json, name(), most: most, tooLong: code)
    }

    /// A string that may be missing.
    static func optional(_ json: JSON, _ name: @autoclosure () -> String, most: Int, tooLong code: Int = 131009) throws(GraphProblem) {
        if !json.exists { return }
        guard json.kind == .string else { throw .parameter("Param \(name()) must be a string.") }
        guard length(json) > most else { return }
        if code == 100 { throw .parameter("Param \(name()) must be at most \(most) characters long.") }
        throw GraphProblem(code, details: "Parameter '\(name())' must be at most \(most) characters long.")
    }

    /// An object without other keys than these.
    static func object(_ json: JSON, _ name: @autoclosure () -> String, keys: Set<String>) throws(GraphProblem) {
        guard json.exists else { throw GraphProblem(131008, details: "Parameter '\(name())' is mandatory.") }
        guard json.kind == .object else { throw .parameter("Param \(name()) must be a JSON object.") }
        for member in json.object where !keys.contains(member.key) {
            throw .parameter("Unexpected key \"\(member.key)\" on param \"\(name())\".")
        }
    }

    /// A number in a range.
    static func number(_ json: JSON, _ name: @autoclosure () -> String, within range: ClosedRange<Double>) throws(GraphProblem) {
        let value = json.double ?? json.string.flatMap { Double($0) }
        guard json.exists else { throw GraphProblem(131008, details: "Parameter '\(name())' is mandatory.") }
        guard let value, range.contains(value) else {
            throw .parameter("Param \(name()) must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
    }

    /// An `http` or `https` URL.
    static func url(_ json: JSON, _ name: @autoclosure () -> String, most: Int = 2000) throws(GraphProblem) {
        try required(json, name(), most: most)
        let text = json.string ?? ""
        let rest = text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : ""
        guard let first = rest.first, first != "/", !text.contains(" ") else { throw .parameter("Param \(name()) is not a valid URI.") }
    }
}
