import Core
import Store

extension Attempt {
    fileprivate static let columns = "message_id, id, step, started_at, ended_at, outcome, http_status, failure"

    fileprivate init(row: inout Row) throws {
        let message = try row.id()
        try self.init(
            id: row.id(), messageID: message, step: row.int(), startedAt: row.instant(), endedAt: row.optionalInstant(),
            outcome: row.optionalText(), httpStatus: row.optionalInt(), failure: row.failure())
    }
}

extension Session {
    private static let selectAttempts = Query("SELECT \(Attempt.columns) FROM attempts WHERE message_id = ? ORDER BY id")
    private static let selectAttempt = Query("SELECT \(Attempt.columns) FROM attempts WHERE message_id = ? AND id = ?")
    private static let insertAttempt = Query("INSERT INTO attempts(\(Attempt.columns)) VALUES(?,?,?,?,?,?,?,?)")
    private static let updateAttempt = Query(
        "UPDATE attempts SET ended_at = ?, outcome = ?, http_status = ?, failure = ? WHERE message_id = ? AND id = ?")

    func attempts(message: ID) throws -> [Attempt] { try all(Self.selectAttempts, { $0.bind(message) }, Attempt.init(row:)) }

    func attempt(_ message: ID, _ id: ID) throws -> Attempt? {
        try first(Self.selectAttempt) {
            $0.bind(message)
            $0.bind(id)
        } _: {
            try Attempt(row: &$0)
        }
    }

    func insert(_ attempt: Attempt) throws {
        try run(Self.insertAttempt) {
            $0.bind(attempt.messageID)
            $0.bind(attempt.id)
            $0.bind(attempt.step)
            $0.bind(attempt.startedAt)
            $0.bind(attempt.endedAt)
            $0.bind(attempt.outcome)
            $0.bind(attempt.httpStatus)
            $0.bind(attempt.failure?.stored)
        }
    }

    func update(_ attempt: Attempt) throws {
        try change(Self.updateAttempt, "attempt") {
            $0.bind(attempt.endedAt)
            $0.bind(attempt.outcome)
            $0.bind(attempt.httpStatus)
            $0.bind(attempt.failure?.stored)
            $0.bind(attempt.messageID)
            $0.bind(attempt.id)
        }
    }
}

extension LedgerEntry {
    fileprivate static let columns = "message_id, sequence, state, part, at, received_at, source, failure"

    fileprivate init(row: inout Row) throws {
        try self.init(
            messageID: row.id(), sequence: row.int(), state: row.word(), part: row.optionalInt(), at: row.instant(),
            receivedAt: row.instant(), source: row.word(), failure: row.failure())
    }
}

extension Session {
    private static let selectLedger = Query("SELECT \(LedgerEntry.columns) FROM ledger WHERE message_id = ? ORDER BY sequence")
    private static let insertLedger = Query("INSERT INTO ledger(\(LedgerEntry.columns)) VALUES(?,?,?,?,?,?,?,?)")

    func ledger(message: ID) throws -> [LedgerEntry] { try all(Self.selectLedger, { $0.bind(message) }, LedgerEntry.init(row:)) }

    func append(_ entry: LedgerEntry) throws {
        try run(Self.insertLedger) {
            $0.bind(entry.messageID)
            $0.bind(entry.sequence)
            $0.bind(entry.state)
            $0.bind(entry.part)
            $0.bind(entry.at)
            $0.bind(entry.receivedAt)
            $0.bind(entry.source)
            $0.bind(entry.failure?.stored)
        }
    }
}
