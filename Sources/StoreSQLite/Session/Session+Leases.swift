import Core
import Store

extension Session {
    private static let selectLeases = Query(
        "SELECT shard, owner, token, expires_at FROM leases WHERE owner IS NOT NULL ORDER BY shard")
    private static let selectOwned = Query("SELECT shard, owner, token, expires_at FROM leases WHERE owner = ? ORDER BY shard")
    private static let selectToken = Query("SELECT 1 FROM leases WHERE shard = ? AND owner = ? AND token = ?")
    private static let insertFree = Query("INSERT OR IGNORE INTO leases(shard, owner, token, expires_at) VALUES(?, NULL, 0, 0)")
    private static let take = Query(
        """
        UPDATE leases SET owner = ?1, token = token + 1, expires_at = ?2
        WHERE owner IS NOT ?1 AND (owner IS NULL OR expires_at <= ?3 OR ?4)
        """)
    private static let renew = Query("UPDATE leases SET expires_at = ? WHERE owner = ?")
    private static let giveUp = Query("UPDATE leases SET owner = NULL, expires_at = 0 WHERE owner = ?")
    private static let countShards = Query("SELECT count(*) FROM leases")

    func leases() throws -> [ShardLease] { try all(Self.selectLeases, { _ in }, ShardLease.init(row:)) }

    func acquireLeases(owner: ID, now: Instant, until: Instant, force: Bool) throws -> [ShardLease] {
        if try first(Self.countShards, { _ in }, { $0.int() }) != ShardLease.shardCount {
            for shard in 0..<ShardLease.shardCount { try run(Self.insertFree) { $0.bind(shard) } }
        }
        forgetHeldLeases()
        try run(Self.take) {
            $0.bind(owner)
            $0.bind(until)
            $0.bind(now)
            $0.bind(force)
        }
        return try renewLeases(owner: owner, until: until)
    }

    func renewLeases(owner: ID, until: Instant) throws -> [ShardLease] {
        forgetHeldLeases()
        try run(Self.renew) {
            $0.bind(until)
            $0.bind(owner)
        }
        return try all(Self.selectOwned, { $0.bind(owner) }, ShardLease.init(row:))
    }

    func releaseLeases(owner: ID) throws {
        forgetHeldLeases()
        try run(Self.giveUp) { $0.bind(owner) }
    }

    func verify(_ lease: ShardLease) throws {
        if isKnownHeld(lease) { return }
        let held = try first(Self.selectToken) {
            $0.bind(lease.shard)
            $0.bind(lease.owner)
            $0.bind(lease.token)
        } _: { _ in
            true
        }
        guard held == true else { throw StoreProblem.fenced }
        noteHeld(lease)
    }
}

extension ShardLease {
    fileprivate init(row: inout Row) throws {
        try self.init(shard: row.int(), owner: row.id(), token: row.int64(), expiresAt: row.instant())
    }
}
