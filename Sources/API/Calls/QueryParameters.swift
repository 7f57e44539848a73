import Core
import JSONKit

/// The query of a call, in every spelling that client libraries use.
///
/// A group of parameters such as `page` comes as `page[after]=X&page[size]=5`, with the brackets escaped or not, or as one JSON object,
/// `page={"after":"X","size":5}`. Unknown names are ignored; no name may come twice.
struct QueryParameters: Sendable {
    struct Item: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// More are refused.
    static let limit = 64

    let items: [Item]

    init(_ query: String?) throws(APIProblem) {
        var items: [Item] = []
        for part in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let cut = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = PercentEncoding.decode(part[..<cut], plusIsSpace: true),
                let value = PercentEncoding.decode(cut == part.endIndex ? part[cut...] : part[part.index(after: cut)...], plusIsSpace: true)
            else { throw .field("query", "is not valid percent-encoded UTF-8") }
            if items.contains(where: { $0.name == name }) { throw .field(name, "is given more than once") }
            guard items.count < Self.limit else { throw .field("query", "must have at most \(Self.limit) parameters") }
            items.append(Item(name: name, value: value))
        }
        self.items = items
    }

    /// The value of a parameter outside of groups; nil when absent or empty.
    func value(_ name: String) -> String? {
        items.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// A member of a group; nil when absent, empty or `null`.
    func member(_ group: String, _ key: String) throws(APIProblem) -> String? {
        if let direct = value("\(group)[\(key)]") { return direct }
        guard let text = value(group) else { return nil }
        guard let object = (try? JSONDocument.parse(text, limits: JSONLimits(depth: 4, bytes: 8192)))?.root, object.kind == .object else {
            throw .field(group, "must be given as \(group)[\(key)]=… or as a JSON object")
        }
        let member = object[key]
        if !member.exists || member.isNull { return nil }
        guard let text = member.stringOrNumber else { throw .field("\(group)[\(key)]", "must be a string") }
        return text.isEmpty ? nil : text
    }

    /// The member of a group as an identifier.
    func id(_ group: String, _ key: String) throws(APIProblem) -> ID? {
        guard let text = try member(group, key) else { return nil }
        guard let id = ID(text) else { throw .field("\(group)[\(key)]", "must be 24 lower-case hexadecimal characters") }
        return id
    }

    /// A parameter outside of groups as an identifier.
    func id(_ name: String) throws(APIProblem) -> ID? {
        guard let text = value(name) else { return nil }
        guard let id = ID(text) else { throw .field(name, "must be 24 lower-case hexadecimal characters") }
        return id
    }
}
