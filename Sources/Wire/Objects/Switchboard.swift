package import Core
package import JSONKit

/// Who of several programs talks to a customer first, and who takes over ("Sunshine Conversations API, switchboards"). One for each app.
package struct Switchboard: Hashable, Sendable {
    /// The most integrations that one can have.
    package static let limit = 10

    package var id: ID
    /// Off: every program gets every event, as without a switchboard.
    package var enabled: Bool
    /// Who gets control of a new conversation.
    package var defaultIntegrationID: ID?
    /// By id.
    package var integrations: [SwitchboardIntegration]
    /// Rises with each change.
    package var version: Int

    /// Makes a switchboard.
    package init(
        id: ID, enabled: Bool = true, defaultIntegrationID: ID? = nil, integrations: [SwitchboardIntegration] = [], version: Int = 0
    ) {
        self.id = id
        self.enabled = enabled
        self.defaultIntegrationID = defaultIntegrationID
        self.integrations = integrations
        self.version = version
    }

    /// The integration of this id.
    package subscript(_ id: ID?) -> SwitchboardIntegration? { integrations.first { $0.id == id } }
}

/// A program on a switchboard.
package struct SwitchboardIntegration: Hashable, Sendable {
    /// Messages that `messageHistoryCount` can ask for.
    package static let historyRange = 1...10

    /// What conversations and events show of it.
    package var seat: SwitchboardSeat
    /// Whether it gets events of conversations that others control.
    package var deliversStandbyEvents: Bool
    /// Whom `next` means while it has control.
    package var nextID: ID?
    /// Messages that come with control.
    package var messageHistoryCount: Int?
    /// What the customer is told when it cannot pass control on: a member of ours.
    package var fallbackMessage: String?

    package var id: ID { seat.id }
    package var name: String { seat.name }

    /// Makes one.
    package init(
        _ seat: SwitchboardSeat, deliversStandbyEvents: Bool = true, nextID: ID? = nil, messageHistoryCount: Int? = nil,
        fallbackMessage: String? = nil
    ) {
        self.seat = seat
        self.deliversStandbyEvents = deliversStandbyEvents
        self.nextID = nextID
        self.messageHistoryCount = messageHistoryCount
        self.fallbackMessage = fallbackMessage
    }
}

extension Switchboard: JSONWritable {
    /// Writes the switchboard as the API shows it.
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    private func writeMembers(to json: inout JSONWriter) {
        json.field("id", id)
        json.field("enabled", enabled)
        json.field("defaultSwitchboardIntegrationId", ifPresent: defaultIntegrationID)
    }

    /// The form that is stored.
    package func encoded() -> JSONBytes {
        JSONBytes(capacity: 2048) { json in
            json.object { json in
                writeMembers(to: &json)
                json.field("version", version)
                json.array("integrations") { json in for integration in integrations { json.value(integration) } }
            }
        }
    }

    /// Reads what `encoded()` made; nil for other bytes.
    package init?(stored: JSONBytes) {
        guard let json = try? JSONDocument.parse(stored.bytes).root, let id = json["id"].string.flatMap({ ID($0) }) else { return nil }
        self.init(
            id: id, enabled: json["enabled"].bool ?? true,
            defaultIntegrationID: json["defaultSwitchboardIntegrationId"].string.flatMap { ID($0) },
            integrations: json["integrations"].array.compactMap { SwitchboardIntegration(stored: $0) },
            version: json["version"].int.map { Int($0) } ?? 0)
    }
}

extension SwitchboardIntegration: JSONWritable {
    /// Writes the integration as the API shows it and as it is stored.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("integrationId", seat.integrationID)
            json.field("integrationType", seat.integrationType)
            json.field("deliverStandbyEvents", deliversStandbyEvents)
            json.field("nextSwitchboardIntegrationId", ifPresent: nextID)
            json.field("messageHistoryCount", ifPresent: messageHistoryCount)
            json.field("fallbackMessage", ifPresent: fallbackMessage)
        }
    }

    fileprivate init?(stored json: JSON) {
        guard let seat = SwitchboardSeat(stored: json) else { return nil }
        self.init(
            seat, deliversStandbyEvents: json["deliverStandbyEvents"].bool ?? true,
            nextID: json["nextSwitchboardIntegrationId"].string.flatMap { ID($0) },
            messageHistoryCount: json["messageHistoryCount"].int.map { Int($0) }, fallbackMessage: json["fallbackMessage"].string)
    }
}
