import Core
import Store

extension Session {
    private static let deleteUser = Query("DELETE FROM users WHERE id = ? AND app_id = ?")
    private static let deleteClient = Query("DELETE FROM clients WHERE id = ?")
    private static let deleteAddresses = Query("DELETE FROM client_addresses WHERE client_id = ?")
    private static let deleteConversation = Query("DELETE FROM conversations WHERE id = ? AND app_id = ?")
    private static let deleteMessage = Query("DELETE FROM messages WHERE id = ? AND app_id = ?")
    private static let deletions = ["deliveries", "parts", "attempts", "ledger"].map { Query("DELETE FROM \($0) WHERE message_id = ?") }
    private static let retireExternal = Query(
        "UPDATE externals SET kind = 'event', resource_id = ?, part = 0 WHERE integration_id = ? AND external_id = ? AND kind <> 'event'")
    private static let moveConversations = Query("UPDATE conversations SET user_id = ? WHERE client_id = ?")

    func remove(user: ID, app: ID) throws -> Bool {
        try changes(Self.deleteUser) {
            $0.bind(user)
            $0.bind(app)
        }
    }

    func remove(client: ID) throws -> Bool {
        try run(Self.deleteAddresses) { $0.bind(client) }
        return try changes(Self.deleteClient) { $0.bind(client) }
    }

    func remove(conversation: ID, app: ID) throws -> Bool {
        let isThere = try changes(Self.deleteConversation) {
            $0.bind(conversation)
            $0.bind(app)
        }
        if isThere { try removeMembers(conversation: conversation) }
        return isThere
    }

    func remove(message: ID, app: ID) throws -> Bool {
        let isThere = try changes(Self.deleteMessage) {
            $0.bind(message)
            $0.bind(app)
        }
        guard isThere else { return false }
        for deletion in Self.deletions { try run(deletion) { $0.bind(message) } }
        return true
    }

    func retire(_ integration: ID, _ externalID: String, as tombstone: ID) throws {
        try run(Self.retireExternal) {
            $0.bind(tombstone)
            $0.bind(integration)
            $0.bind(externalID)
        }
    }

    func moveConversations(client: ID, to user: ID) throws -> Int {
        try run(Self.moveConversations) {
            $0.bind(user)
            $0.bind(client)
        }
        return connection.changes
    }
}

extension Session {
    private static let columns = "id, app_id, kind, subject, external_id"
    private static let selectRemovals = Query("SELECT \(columns) FROM removals ORDER BY id LIMIT ?")
    private static let insertRemoval = Query("INSERT INTO removals(\(columns)) VALUES(?,?,?,?,?)")
    private static let deleteRemoval = Query("DELETE FROM removals WHERE id = ?")

    func removals(limit: Int) throws -> [Removal] {
        try all(Self.selectRemovals, { $0.bind(clamped(limit)) }) {
            try Removal(id: $0.id(), appID: $0.id(), kind: $0.word(), subject: $0.id(), externalID: $0.optionalText())
        }
    }

    func insert(_ removal: Removal) throws {
        try run(Self.insertRemoval) {
            $0.bind(removal.id)
            $0.bind(removal.appID)
            $0.bind(removal.kind)
            $0.bind(removal.subject)
            $0.bind(removal.externalID)
        }
    }

    func remove(removal: ID) throws -> Bool { try changes(Self.deleteRemoval) { $0.bind(removal) } }
}
