import JSONKit

/// JSON over several lines, for reading.
struct IndentedJSON {
    private(set) var lines: [String] = []

    init(_ json: JSON) { write(json, lead: "", indent: "", tail: "") }

    /// - Parameters:
    ///   - lead: the key, if there is one.
    ///   - tail: the comma, if one follows.
    private mutating func write(_ json: JSON, lead: String, indent: String, tail: String) {
        switch json.kind {
        case .object where json.count > 0:
            lines.append("\(indent)\(lead){")
            for (position, member) in json.object.enumerated() {
                write(
                    member.value, lead: "\(Self.quoted(member.key)): ", indent: indent + "  ", tail: position < json.count - 1 ? "," : "")
            }
            lines.append("\(indent)}\(tail)")
        case .array where json.count > 0:
            lines.append("\(indent)\(lead)[")
            for (position, element) in json.array.enumerated() {
                write(element, lead: "", indent: indent + "  ", tail: position < json.count - 1 ? "," : "")
            }
            lines.append("\(indent)]\(tail)")
        case .missing, .null, .bool, .integer, .double, .string, .object, .array:
            lines.append("\(indent)\(lead)\(PlainText.line(String(decoding: json.serialized(), as: UTF8.self)))\(tail)")
        }
    }

    private static func quoted(_ key: String) -> String {
        var json = JSONWriter(capacity: key.utf8.count + 8)
        json.value(key)
        return PlainText.line(String(decoding: json.finish(), as: UTF8.self))
    }
}
