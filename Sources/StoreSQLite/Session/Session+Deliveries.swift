import Core
import Store

extension Delivery {
    fileprivate static let columns = """
        message_id, app_id, conversation_id, integration_id, state, certain, failure, queued_at, deadline, complete, next_sequence
        """

    fileprivate init(row: inout Row) throws {
        try self.init(
            messageID: row.id(), appID: row.id(), conversationID: row.id(), integrationID: row.id(), state: row.word(),
            certain: row.bool(), failure: row.failure(), queuedAt: row.instant(), deadline: row.instant(), complete: row.bool(),
            nextSequence: row.int())
    }
}

extension Session {
    private static let selectDelivery = Query("SELECT \(Delivery.columns) FROM deliveries WHERE message_id = ?")
    private static let insertDelivery = Query("INSERT INTO deliveries(\(Delivery.columns)) VALUES(?,?,?,?,?,?,?,?,?,?,?)")
    private static let updateDelivery = Query(
        """
        UPDATE deliveries SET integration_id = ?, state = ?, certain = ?, failure = ?, queued_at = ?, deadline = ?, complete = ?,
            next_sequence = ?
        WHERE message_id = ?
        """)

    func delivery(message: ID) throws -> Delivery? { try first(Self.selectDelivery, { $0.bind(message) }, Delivery.init(row:)) }

    func insert(_ delivery: Delivery) throws {
        try run(Self.insertDelivery) {
            $0.bind(delivery.messageID)
            $0.bind(delivery.appID)
            $0.bind(delivery.conversationID)
            $0.bind(delivery.integrationID)
            $0.bind(delivery.state)
            $0.bind(delivery.certain)
            $0.bind(delivery.failure?.stored)
            $0.bind(delivery.queuedAt)
            $0.bind(delivery.deadline)
            $0.bind(delivery.complete)
            $0.bind(delivery.nextSequence)
        }
    }

    func update(_ delivery: Delivery) throws {
        try change(Self.updateDelivery, "delivery") {
            $0.bind(delivery.integrationID)
            $0.bind(delivery.state)
            $0.bind(delivery.certain)
            $0.bind(delivery.failure?.stored)
            $0.bind(delivery.queuedAt)
            $0.bind(delivery.deadline)
            $0.bind(delivery.complete)
            $0.bind(delivery.nextSequence)
            $0.bind(delivery.messageID)
        }
    }
}

extension Part {
    fileprivate static let columns = "message_id, step, part, state, external_id, failure, charge, charged"

    fileprivate init(row: inout Row) throws {
        try self.init(
            messageID: row.id(), step: row.int(), part: row.optionalInt(), state: row.word(), externalID: row.optionalText(),
            failure: row.failure(), charge: row.optionalText().flatMap { MessageCharge($0) }, isCharged: row.bool())
    }
}

extension Session {
    private static let selectParts = Query("SELECT \(Part.columns) FROM parts WHERE message_id = ? ORDER BY step")
    private static let replacePart = Query("INSERT OR REPLACE INTO parts(\(Part.columns)) VALUES(?,?,?,?,?,?,?,?)")

    func parts(message: ID) throws -> [Part] { try all(Self.selectParts, { $0.bind(message) }, Part.init(row:)) }

    func put(_ part: Part) throws {
        try run(Self.replacePart) {
            $0.bind(part.messageID)
            $0.bind(part.step)
            $0.bind(part.part)
            $0.bind(part.state)
            $0.bind(part.externalID)
            $0.bind(part.failure?.stored)
            $0.bind(part.charge?.description)
            $0.bind(part.isCharged)
        }
    }
}
