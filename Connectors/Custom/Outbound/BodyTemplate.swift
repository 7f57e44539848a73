internal import ConnectorKit
internal import JSONKit

/// A body in the provider's own shape: JSON in which each text that is a path stands for what is there in Parley's body.
///
/// Members that lead to nothing are left out, and so are objects and lists that hold nothing else.
indirect enum BodyTemplate: Hashable, Sendable {
    case constant(JSONValue)
    case path(ValuePath)
    case object([Member])
    case list([BodyTemplate])

    struct Member: Hashable, Sendable {
        let key: String
        let value: BodyTemplate
    }

    /// Reads a template. Problems are noted under `place`.
    init(_ json: JSON, at place: String, _ findings: SettingsFindings) {
        switch json.kind {
        case .string: self = Self.text(json.string ?? "", at: place, findings)
        case .object:
            self = .object(json.object.map { Member(key: $0.key, value: BodyTemplate($0.value, at: "\(place).\($0.key)", findings)) })
        case .array:
            self = .list(json.array.enumerated().map { BodyTemplate($0.element, at: "\(place)[\($0.offset)]", findings) })
        case .missing, .null, .bool, .integer, .double: self = .constant(JSONValue(json))
        }
    }

    private static func text(_ text: String, at place: String, _ findings: SettingsFindings) -> BodyTemplate {
        guard text.hasPrefix("$") else { return .constant(.string(text)) }
        if text.hasPrefix("$$") { return .constant(.string(String(text.dropFirst()))) }
        do throws(PathFault) {
            let path = try ValuePath(text)
            if let first = path.keys.first, !MessageBody.members.contains(first) {
                let known = MessageBody.members.sorted().map { "$.\($0)" }.joined(separator: ", ")
                throw PathFault("leads to `\(first)`, which is not in Parley's body; there are \(known)")
            }
            return .path(path)
        } catch {
            findings.add(place, error.words)
            return .constant(.null)
        }
    }

    /// The value for one message; nil where nothing is left.
    func filled(_ body: JSON) -> JSONValue? {
        switch self {
        case .constant(let value): return value
        case .path(let path):
            let found = Scope(body: body, item: body).values(path)
            if path.isList { return found.isEmpty ? nil : .array(found.map { JSONValue($0) }) }
            return found.first.map { JSONValue($0) }
        case .object(let members):
            let filled = members.compactMap { member in member.value.filled(body).map { JSONValue.Member(member.key, $0) } }
            return filled.isEmpty && !members.isEmpty ? nil : .object(filled)
        case .list(let elements):
            let filled = elements.compactMap { $0.filled(body) }
            return filled.isEmpty && !elements.isEmpty ? nil : .array(filled)
        }
    }
}
