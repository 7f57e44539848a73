import Core
import Store

extension Session {
    private static let oldEntries = "SELECT id FROM journal WHERE id < ?1 ORDER BY id LIMIT ?2"
    private static let deleteOutcomes = Query("DELETE FROM event_outcomes WHERE entry_id IN (\(oldEntries))")
    /// The oldest first, each with the time before which it goes and the number of rows it may take.
    private static let deletions = [
        Query("DELETE FROM journal WHERE id IN (\(oldEntries))"),
        // One step into the index for each app, then only rows that go. Their order on disk is not that of their ids: a clock that was
        // ahead leaves young ids in front of old ones.
        Query(
            """
            WITH RECURSIVE apps(id) AS (
                SELECT min(app_id) FROM events
                UNION ALL SELECT (SELECT min(app_id) FROM events WHERE app_id > apps.id) FROM apps WHERE apps.id IS NOT NULL)
            DELETE FROM events WHERE rowid IN (
                SELECT events.rowid FROM apps CROSS JOIN events ON events.app_id = apps.id AND events.id < ?1 LIMIT ?2)
            """),
        Query(
            """
            DELETE FROM externals WHERE (integration_id, external_id) IN (
                SELECT integration_id, external_id FROM externals WHERE kind = 'event' AND resource_id > zeroblob(12) AND resource_id < ?1
                ORDER BY resource_id LIMIT ?2)
            """),
        Query(
            """
            DELETE FROM parked WHERE (integration_id, external_id, id) IN (
                SELECT integration_id, external_id, id FROM parked WHERE id < ?1 ORDER BY id LIMIT ?2)
            """),
    ]
    private static let deleteCalls = Query(
        """
        DELETE FROM idempotency WHERE (app_id, key) IN (
            SELECT app_id, key FROM idempotency WHERE created_at < ?1 ORDER BY created_at LIMIT ?2)
        """)

    private static let deleteUploads = Query(
        """
        DELETE FROM uploads WHERE (integration_id, sha256) IN (
            SELECT integration_id, sha256 FROM uploads WHERE uploaded_at < ?1 ORDER BY uploaded_at LIMIT ?2)
        """)

    func prune(before time: Instant, limit: Int) throws -> Int {
        var left = clamped(limit)
        let id = ID.first(madeAt: time)
        try run(Self.deleteOutcomes) {
            $0.bind(id)
            $0.bind(left)
        }
        for deletion in Self.deletions {
            try run(deletion) {
                $0.bind(id)
                $0.bind(left)
            }
            left -= connection.changes
        }
        for deletion in [Self.deleteCalls, Self.deleteUploads] {
            try run(deletion) {
                $0.bind(time)
                $0.bind(left)
            }
            left -= connection.changes
        }
        return clamped(limit) - left
    }
}

extension ID {
    /// Smaller than every identifier made at `time` or later, greater than those made before.
    fileprivate static func first(madeAt time: Instant) -> ID {
        ID(high: UInt64(clamping: min(max(time.milliseconds, 0), 0xFFFF_FFFF_FFFF)) << 16, low: 0)
    }
}
