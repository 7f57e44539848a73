package import Core
package import JSONKit

/// One integration of a switchboard, as conversations and events name it ("Sunshine Conversations API, switchboards").
package struct SwitchboardSeat: JSONWritable, Hashable, Sendable {
    /// The id of the switchboard integration.
    package var id: ID
    /// 1 to 128 letters, digits, `-` and `_`.
    package var name: String
    /// The integration behind it.
    package var integrationID: ID
    package var integrationType: String

    /// Makes a seat.
    package init(id: ID, name: String, integrationID: ID, integrationType: String) {
        self.id = id
        self.name = name
        self.integrationID = integrationID
        self.integrationType = integrationType
    }

    init?(stored json: JSON) {
        guard let id = json["id"].string.flatMap({ ID($0) }), let integrationID = json["integrationId"].string.flatMap({ ID($0) }) else {
            return nil
        }
        self.init(
            id: id, name: json["name"].string ?? "", integrationID: integrationID, integrationType: json["integrationType"].string ?? "")
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("integrationId", integrationID)
            json.field("integrationType", integrationType)
        }
    }
}

/// Who has control of a conversation, and to whom it is offered.
package struct ConversationControl: Hashable, Sendable {
    /// Nil when nobody has control.
    package var active: SwitchboardSeat?
    /// Nil when it is offered to nobody.
    package var pending: SwitchboardSeat?

    /// Makes a state.
    package init(active: SwitchboardSeat? = nil, pending: SwitchboardSeat? = nil) {
        self.active = active
        self.pending = pending
    }

    /// Reads what conversation records keep. Bytes that `encoded()` does not make give an empty state.
    package init(stored: JSONBytes?) {
        guard let stored, let json = try? JSONDocument.parse(stored.bytes).root else {
            self.init()
            return
        }
        self.init(
            active: SwitchboardSeat(stored: json["activeSwitchboardIntegration"]),
            pending: SwitchboardSeat(stored: json["pendingSwitchboardIntegration"]))
    }

    /// The form that conversation records keep; nil for the empty state.
    package func encoded() -> JSONBytes? {
        if active == nil, pending == nil { return nil }
        return JSONBytes { json in json.object { writeMembers(to: &$0) } }
    }

    func writeMembers(to json: inout JSONWriter) {
        json.field("activeSwitchboardIntegration", ifPresent: active)
        json.field("pendingSwitchboardIntegration", ifPresent: pending)
    }
}
