import Core
import JSONKit

/// A small flat JSON object that is changed key by key: metadata and the facts of a client.
struct FlatObject {
    private var members: [JSONValue.Member]

    /// Reads what is stored; bytes that are no object count as empty.
    init(_ stored: JSONBytes?) {
        guard let stored, let document = try? JSONDocument.parse(stored.bytes), case .object(let members) = JSONValue(document.root) else {
            members = []
            return
        }
        self.members = members
    }

    /// The value of a key. Setting keeps the place of a key that is there.
    subscript(_ key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (.some(let index), .some(let value)): members[index] = JSONValue.Member(key, value)
            case (.some(let index), .none): members.remove(at: index)
            case (.none, .some(let value)): members.append(JSONValue.Member(key, value))
            case (.none, .none): break
            }
        }
    }

    /// Whether there is nothing in it.
    var isEmpty: Bool { members.isEmpty }

    /// With the members of `other` whose keys are missing here.
    func filled(from other: FlatObject) -> FlatObject {
        var filled = self
        for member in other.members where self[member.key] == nil { filled.members.append(member) }
        return filled
    }

    /// Without the members whose keys `isDropped` names.
    func without(_ isDropped: (String) -> Bool) -> FlatObject {
        var rest = self
        rest.members.removeAll { isDropped($0.key) }
        return rest
    }

    /// The form that is stored.
    func encoded() -> JSONBytes {
        JSONBytes(JSONWriter.object { json in for member in members { json.field(member.key, member.value) } })
    }
}
