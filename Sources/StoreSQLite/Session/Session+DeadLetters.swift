import Core
import Store

extension DeadLetter {
    fileprivate static let columns = "app_id, id, queue, group_id, lane, subject, attempts, died_at, reason"

    fileprivate init(row: inout Row) throws {
        let app = try row.id()
        let id = try row.id()
        let key = try JobKey(queue: Queue(row: &row), group: row.id(), lane: row.id(), id: id)
        try self.init(key: key, appID: app, subject: row.id(), attempts: row.int(), diedAt: row.instant(), reason: row.text())
    }
}

extension Session {
    private static let selectLetters = Query(
        """
        SELECT \(DeadLetter.columns) FROM dead_letters WHERE app_id = ?1 AND id < ?2 AND (?3 IS NULL OR queue = ?3)
        ORDER BY id DESC LIMIT ?4
        """)
    private static let selectLetter = Query("SELECT \(DeadLetter.columns) FROM dead_letters WHERE app_id = ? AND id = ?")
    private static let replaceLetter = Query("INSERT OR REPLACE INTO dead_letters(\(DeadLetter.columns)) VALUES(?,?,?,?,?,?,?,?,?)")
    private static let deleteLetter = Query("DELETE FROM dead_letters WHERE app_id = ? AND id = ?")

    func deadLetters(app: ID, queue: Queue?, before: ID?, limit: Int) throws -> [DeadLetter] {
        try all(Self.selectLetters) {
            $0.bind(app)
            $0.bind(before ?? .last)
            $0.bind((queue?.stored).map { Int($0) })
            $0.bind(clamped(limit))
        } _: {
            try DeadLetter(row: &$0)
        }
    }

    func deadLetter(app: ID, _ id: ID) throws -> DeadLetter? {
        try first(Self.selectLetter) {
            $0.bind(app)
            $0.bind(id)
        } _: {
            try DeadLetter(row: &$0)
        }
    }

    func bury(_ letter: DeadLetter) throws {
        try complete(letter.key)
        try run(Self.replaceLetter) {
            $0.bind(letter.appID)
            $0.bind(letter.id)
            $0.bind(letter.key.queue.stored)
            $0.bind(letter.key.group)
            $0.bind(letter.key.lane)
            $0.bind(letter.subject)
            $0.bind(letter.attempts)
            $0.bind(letter.diedAt)
            $0.bind(letter.reason)
        }
    }

    func remove(deadLetter id: ID, app: ID) throws {
        try run(Self.deleteLetter) {
            $0.bind(app)
            $0.bind(id)
        }
    }
}
