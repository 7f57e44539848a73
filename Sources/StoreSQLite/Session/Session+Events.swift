import Core
import Store

extension OutboxEvent {
    fileprivate static let columns = "id, app_id, conversation_id, type, created_at, body"

    fileprivate init(row: inout Row) throws {
        try self.init(
            id: row.id(), appID: row.id(), conversationID: row.optionalID(), type: row.text(), createdAt: row.instant(), body: row.json())
    }
}

extension Session {
    private static let selectEvent = Query("SELECT \(OutboxEvent.columns) FROM events WHERE app_id = ? AND id = ?")
    private static let selectEvents = Query(
        "SELECT \(OutboxEvent.columns) FROM events WHERE app_id = ? AND id > ? ORDER BY id LIMIT ?")
    private static let selectOldest = Query("SELECT id FROM events WHERE app_id = ? ORDER BY id LIMIT 1")
    private static let insertEvent = Query("INSERT INTO events(\(OutboxEvent.columns)) VALUES(?,?,?,?,?,?)")
    private static let rewriteBody = Query("UPDATE events SET body = ? WHERE app_id = ? AND id = ?")

    func event(app: ID, _ id: ID) throws -> OutboxEvent? {
        try first(Self.selectEvent) {
            $0.bind(app)
            $0.bind(id)
        } _: {
            try OutboxEvent(row: &$0)
        }
    }

    func events(app: ID, after: ID?, limit: Int) throws -> [OutboxEvent] {
        try all(Self.selectEvents) {
            $0.bind(app)
            $0.bind(after ?? .first)
            $0.bind(clamped(limit))
        } _: {
            try OutboxEvent(row: &$0)
        }
    }

    func oldestEvent(app: ID) throws -> ID? { try first(Self.selectOldest, { $0.bind(app) }, { try $0.id() }) }

    func insert(_ event: OutboxEvent) throws {
        try run(Self.insertEvent) {
            $0.bind(event.id)
            $0.bind(event.appID)
            $0.bind(event.conversationID)
            $0.bind(event.type)
            $0.bind(event.createdAt)
            $0.bind(event.body)
        }
        handOver(event)
    }

    func rewrite(body: JSONBytes, of event: ID, app: ID) throws {
        try run(Self.rewriteBody) {
            $0.bind(body)
            $0.bind(app)
            $0.bind(event)
        }
        replaceHandedOver(event, body: body)
    }
}
