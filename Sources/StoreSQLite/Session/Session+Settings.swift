import Core
import Store

extension Session {
    private static let columns = "app_id, key, fingerprint, created_at, status, body"
    private static let selectCall = Query("SELECT \(columns) FROM idempotency WHERE app_id = ? AND key = ?")
    private static let insertCall = Query("INSERT OR IGNORE INTO idempotency(\(columns)) VALUES(?,?,?,?,?,?)")
    private static let updateCall = Query("UPDATE idempotency SET status = ?, body = ? WHERE app_id = ? AND key = ?")

    func idempotency(app: ID, key: String) throws -> IdempotencyRecord? {
        try first(Self.selectCall) {
            $0.bind(app)
            $0.bind(key)
        } _: { row in
            try IdempotencyRecord(
                appID: row.id(), key: row.text(), fingerprint: row.bytes(), createdAt: row.instant(), status: row.optionalInt(),
                body: row.optionalBytes())
        }
    }

    func begin(_ record: IdempotencyRecord) throws -> IdempotencyRecord? {
        let isNew = try changes(Self.insertCall) {
            $0.bind(record.appID)
            $0.bind(record.key)
            $0.bind(record.fingerprint)
            $0.bind(record.createdAt)
            $0.bind(record.status)
            $0.bind(record.body)
        }
        return isNew ? nil : try idempotency(app: record.appID, key: record.key)
    }

    func finish(_ record: IdempotencyRecord) throws {
        try change(Self.updateCall, "call") {
            $0.bind(record.status)
            $0.bind(record.body)
            $0.bind(record.appID)
            $0.bind(record.key)
        }
    }
}

extension Session {
    private static let selectCursor = Query("SELECT cursor FROM cursors WHERE integration_id = ?")
    private static let replaceCursor = Query("INSERT OR REPLACE INTO cursors(integration_id, cursor) VALUES(?,?)")
    private static let deleteCursor = Query("DELETE FROM cursors WHERE integration_id = ?")

    func cursor(integration: ID) throws -> String? { try first(Self.selectCursor, { $0.bind(integration) }, { $0.text() }) }

    func setCursor(_ cursor: String?, integration: ID) throws {
        guard let cursor else { return try run(Self.deleteCursor) { $0.bind(integration) } }
        try run(Self.replaceCursor) {
            $0.bind(integration)
            $0.bind(cursor)
        }
    }
}
