import Core
import Store

extension Session {
    private static let selectExternal = Query(
        "SELECT kind, resource_id, part FROM externals WHERE integration_id = ? AND external_id = ?")
    private static let claimExternal = Query(
        "INSERT OR IGNORE INTO externals(integration_id, external_id, kind, resource_id, part) VALUES(?,?,?,?,?)")

    func external(_ integration: ID, _ externalID: String) throws -> ExternalReference? {
        try first(Self.selectExternal) {
            $0.bind(integration)
            $0.bind(externalID)
        } _: {
            try ExternalReference(kind: $0.word(), resourceID: $0.id(), part: $0.int())
        }
    }

    func claim(_ integration: ID, _ externalID: String, for reference: ExternalReference) throws -> Bool {
        try changes(Self.claimExternal) {
            $0.bind(integration)
            $0.bind(externalID)
            $0.bind(reference.kind)
            $0.bind(reference.resourceID)
            $0.bind(reference.part)
        }
    }
}

extension ParkedStatus {
    fileprivate static let columns = "integration_id, external_id, id, state, failure, correlation, pricing, at, received_at"

    fileprivate init(row: inout Row) throws {
        let integration = try row.id()
        let externalID = row.text()
        let id = try row.id()
        let update = try StatusUpdate(
            messageExternalID: externalID, state: row.word(), failure: row.failure(), correlation: row.optionalText(),
            charge: row.optionalText().flatMap { MessageCharge($0) })
        self.init(
            integrationID: integration, messageExternalID: externalID, id: id, update: update, at: row.instant(),
            receivedAt: row.instant())
    }
}

extension Session {
    private static let selectParked = Query(
        "SELECT \(ParkedStatus.columns) FROM parked WHERE integration_id = ? AND external_id = ? ORDER BY id")
    private static let insertParked = Query("INSERT INTO parked(\(ParkedStatus.columns)) VALUES(?,?,?,?,?,?,?,?,?)")
    private static let deleteParked = Query("DELETE FROM parked WHERE integration_id = ? AND external_id = ?")

    func parkedStatuses(_ integration: ID, messageExternalID: String) throws -> [ParkedStatus] {
        try all(Self.selectParked) {
            $0.bind(integration)
            $0.bind(messageExternalID)
        } _: {
            try ParkedStatus(row: &$0)
        }
    }

    func park(_ status: ParkedStatus) throws {
        try run(Self.insertParked) {
            $0.bind(status.integrationID)
            $0.bind(status.messageExternalID)
            $0.bind(status.id)
            $0.bind(status.update.state)
            $0.bind(status.update.failure?.stored)
            $0.bind(status.update.correlation)
            $0.bind(status.update.charge?.description)
            $0.bind(status.at)
            $0.bind(status.receivedAt)
        }
    }

    func unpark(_ integration: ID, messageExternalID: String) throws -> [ParkedStatus] {
        let parked = try parkedStatuses(integration, messageExternalID: messageExternalID)
        if parked.isEmpty { return [] }
        try run(Self.deleteParked) {
            $0.bind(integration)
            $0.bind(messageExternalID)
        }
        return parked
    }
}
