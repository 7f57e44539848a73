import Core
import JSONKit
import Runtime
import Wire

/// The body of the calls that make or change an integration of a switchboard.
struct SwitchboardIntegrationChange: Sendable {
    private let body: FieldReader
    private let name: String?
    private let deliversStandbyEvents: Bool?
    private let historyCount: Int?
    private let fallback: String?

    init(_ body: FieldReader) throws {
        self.body = body
        name = try body["name"].text(limit: 128)
        if let name, !name.utf8.allSatisfy(Self.isAllowed) { throw body["name"].problem("must be letters, digits, - and _") }
        // It stands for whoever follows.
        if name == "next" { throw body["name"].problem("must not be next") }
        _ = try body["integrationType"].text(limit: 128)
        if body["integrationId"].isPresent {
            _ = try body["integrationId"].requiredID()
            if body["integrationType"].isPresent { throw body["integrationType"].problem("cannot be used together with integrationId") }
        }
        deliversStandbyEvents = try body["deliverStandbyEvents"].flag()
        if body["nextSwitchboardIntegrationId"].isPresent { _ = try body["nextSwitchboardIntegrationId"].requiredID() }
        historyCount = try body["messageHistoryCount"].integer(in: SwitchboardIntegration.historyRange)
        fallback = try body["fallbackMessage"].text(limit: FieldLimit.text)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// A new one.
    func integration(_ id: ID, in switchboard: Switchboard, app: ID, _ directory: Directory) throws -> SwitchboardIntegration {
        guard let name else { throw body["name"].problem("is missing") }
        guard body["integrationId"].isPresent || body["integrationType"].isPresent else {
            throw body["integrationId"].problem("or integrationType must be given")
        }
        let blank = SwitchboardIntegration(SwitchboardSeat(id: id, name: name, integrationID: .none, integrationType: ""))
        return try applied(to: blank, in: switchboard, app: app, directory)
    }

    /// A changed one. An absent field stays, `null` clears.
    func applied(
        to old: SwitchboardIntegration, in switchboard: Switchboard, app: ID, _ directory: Directory
    ) throws -> SwitchboardIntegration {
        var changed = old
        if let name {
            if switchboard.integrations.contains(where: { $0.name == name && $0.id != old.id }) {
                throw body["name"].problem("is taken by another integration of the switchboard")
            }
            changed.seat.name = name
        }
        if let (id, type) = try target(app: app, directory) {
            changed.seat.integrationID = id
            changed.seat.integrationType = type
        }
        if let deliversStandbyEvents { changed.deliversStandbyEvents = deliversStandbyEvents }
        let next = body["nextSwitchboardIntegrationId"]
        if next.json.exists {
            changed.nextID = next.isPresent ? try next.requiredID() : nil
            if changed.nextID != nil, switchboard[changed.nextID] == nil || changed.nextID == old.id {
                throw next.problem("must name another integration of the switchboard")
            }
        }
        if body["messageHistoryCount"].json.exists { changed.messageHistoryCount = historyCount }
        if body["fallbackMessage"].json.exists { changed.fallbackMessage = fallback }
        return changed
    }

    /// The integration that is named, by id or as the only one of its type.
    private func target(app: ID, _ directory: Directory) throws -> (ID, String)? {
        if body["integrationId"].isPresent {
            let id = try body["integrationId"].requiredID()
            guard let type = directory.integrationType(id, of: app) else { throw APIProblem.notFound(.integration) }
            return (id, type)
        }
        guard let type = try body["integrationType"].text(limit: 128) else { return nil }
        let ofType = directory.integrations(ofType: type, app: app)
        guard ofType.count < 2 else {
            throw body["integrationType"].problem("is that of several integrations; name one by integrationId")
        }
        guard let id = ofType.first else { throw APIProblem.notFound(.integration) }
        return (id, type)
    }
}
