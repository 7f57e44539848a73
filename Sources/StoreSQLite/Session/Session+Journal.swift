import Core
import Store

extension JournalEntry {
    fileprivate static let columns = "id, app_id, integration_id, received_at, source, verdict, payload, reason"

    fileprivate init(row: inout Row) throws {
        try self.init(
            id: row.id(), appID: row.id(), integrationID: row.id(), receivedAt: row.instant(), source: row.word(), verdict: row.word(),
            payload: row.bytes(), reason: row.optionalText())
    }
}

extension Session {
    private static let selectEntry = Query("SELECT \(JournalEntry.columns) FROM journal WHERE id = ?")
    private static let insertEntry = Query("INSERT INTO journal(\(JournalEntry.columns)) VALUES(?,?,?,?,?,?,?,?)")
    private static let rewritePayload = Query("UPDATE journal SET payload = ? WHERE id = ?")
    private static let selectJournal = Query(
        """
        SELECT \(JournalEntry.columns) FROM journal
        WHERE id < ?1 AND app_id = ?2 AND (?3 IS NULL OR integration_id = ?3) AND (?4 IS NULL OR verdict = ?4)
        ORDER BY id DESC LIMIT ?5
        """)
    private static let selectJournalOfExternal = Query(
        """
        SELECT \(JournalEntry.columns) FROM journal
        WHERE id IN (SELECT entry_id FROM event_outcomes WHERE entry_id < ?1 AND external_id = ?6)
            AND app_id = ?2 AND (?3 IS NULL OR integration_id = ?3) AND (?4 IS NULL OR verdict = ?4)
        ORDER BY id DESC LIMIT ?5
        """)

    func journalEntry(_ id: ID) throws -> JournalEntry? {
        try first(Self.selectEntry, { $0.bind(id) }, JournalEntry.init(row:))
    }

    func journal(app: ID, filter: JournalFilter, before: ID?, limit: Int) throws -> [JournalEntry] {
        // There is no index by external id: it would cost every message a page, for a question that is seldom asked.
        let query = filter.externalID == nil ? Self.selectJournal : Self.selectJournalOfExternal
        return try all(query) {
            $0.bind(before ?? .last)
            $0.bind(app)
            $0.bind(filter.integrationID)
            $0.bind(filter.verdict?.rawValue)
            $0.bind(clamped(limit))
            if let externalID = filter.externalID { $0.bind(externalID) }
        } _: {
            try JournalEntry(row: &$0)
        }
    }

    func rewrite(payload: [UInt8], of entry: ID) throws {
        try run(Self.rewritePayload) {
            $0.bind(payload)
            $0.bind(entry)
        }
    }

    func insert(_ entry: JournalEntry) throws {
        try run(Self.insertEntry) {
            $0.bind(entry.id)
            $0.bind(entry.appID)
            $0.bind(entry.integrationID)
            $0.bind(entry.receivedAt)
            $0.bind(entry.source)
            $0.bind(entry.verdict)
            $0.bind(entry.payload)
            $0.bind(entry.reason)
        }
    }
}

extension EventOutcome {
    fileprivate static let columns = "entry_id, position, external_id, type, result, resource_id, reason"

    fileprivate init(row: inout Row) throws {
        try self.init(
            entryID: row.id(), index: row.int(), externalID: row.text(), type: row.text(), result: row.word(),
            resourceID: row.optionalID(), reason: row.optionalText())
    }
}

extension Session {
    private static let selectOutcomes = Query(
        "SELECT \(EventOutcome.columns) FROM event_outcomes WHERE entry_id = ? ORDER BY position")
    private static let replaceOutcome = Query("INSERT OR REPLACE INTO event_outcomes(\(EventOutcome.columns)) VALUES(?,?,?,?,?,?,?)")

    func outcomes(of entry: ID) throws -> [EventOutcome] {
        try all(Self.selectOutcomes, { $0.bind(entry) }, EventOutcome.init(row:))
    }

    func record(_ outcome: EventOutcome) throws {
        try run(Self.replaceOutcome) {
            $0.bind(outcome.entryID)
            $0.bind(outcome.index)
            $0.bind(outcome.externalID)
            $0.bind(outcome.type)
            $0.bind(outcome.result)
            $0.bind(outcome.resourceID)
            $0.bind(outcome.reason)
        }
    }
}
