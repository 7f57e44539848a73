import Core
import Store

/// The statements of the contract on one connection. The writer's session is the transaction of the bodies; the readers' are read-only.
final class Session {
    let connection: Connection
    /// What the bodies of the open transaction have enqueued, to hand over after its commit.
    private(set) var jobs: [Job] = []
    private(set) var events: [OutboxEvent] = []
    /// What they add to counters.
    var sums = CounterSums()
    /// By shard, the leases that were found held. Only the writer's session changes leases, and the file is locked for its process.
    private var held: [ShardLease?] = []

    init(_ connection: Connection) { self.connection = connection }

    private static let beginWriting = Query("BEGIN IMMEDIATE")
    private static let beginReading = Query("BEGIN")
    private static let commitAll = Query("COMMIT")
    private static let rollbackAll = Query("ROLLBACK")
    private static let mark = Query("SAVEPOINT body")
    private static let release = Query("RELEASE body")
    private static let undo = Query("ROLLBACK TO body")

    func begin() throws {
        connection.fault = nil
        jobs.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
        sums.removeAll()
        try connection.statement(Self.beginWriting).run()
    }

    /// - Throws: the fault of the disk, if a statement met one, even when the body did not pass it on.
    func commit() throws {
        if let fault = connection.fault { throw fault }
        try writeSums()
        try connection.statement(Self.commitAll).run()
    }

    /// Ends the transaction and keeps nothing of it.
    func rollback() {
        connection.fault = nil
        forgetHeldLeases()
        jobs.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
        sums.removeAll()
        // The library ends the transaction by itself after some faults of the disk.
        guard !connection.isIdle else { return }
        try? connection.statement(Self.rollbackAll).run()
    }

    /// Runs `body` so that its changes alone are undone when it throws.
    func isolated(_ body: () throws -> Void) throws {
        let marks = (jobs.count, events.count, sums)
        try connection.statement(Self.mark).run()
        do {
            try body()
        } catch {
            if let fault = connection.fault { throw fault }
            forgetHeldLeases()
            jobs.removeSubrange(marks.0...)
            events.removeSubrange(marks.1...)
            sums = marks.2
            try connection.statement(Self.undo).run()
            try connection.statement(Self.release).run()
            throw error
        }
        try connection.statement(Self.release).run()
    }

    /// Runs `body` against one state of the database.
    func snapshot<Result>(_ body: (Session) throws -> Result) throws -> Result {
        connection.fault = nil
        try connection.statement(Self.beginReading).run()
        defer { rollback() }
        return try body(self)
    }

    func handOver(_ job: Job) { jobs.append(job) }

    func handOver(_ event: OutboxEvent) { events.append(event) }

    /// Changes an event of the open transaction before it is handed over. Nothing happens if it is of an earlier one.
    func replaceHandedOver(_ event: ID, body: JSONBytes) {
        guard let index = events.lastIndex(where: { $0.id == event }) else { return }
        events[index].body = body
    }

    // MARK: Leases

    /// Whether this very lease was found held since leases last changed.
    func isKnownHeld(_ lease: ShardLease) -> Bool { lease.shard >= 0 && lease.shard < held.count && held[lease.shard] == lease }

    /// The lease was found held.
    func noteHeld(_ lease: ShardLease) {
        if held.isEmpty { held = Array(repeating: nil, count: ShardLease.shardCount) }
        if held.indices.contains(lease.shard) { held[lease.shard] = lease }
    }

    /// Leases were changed, or changes of them undone.
    func forgetHeldLeases() { held.removeAll(keepingCapacity: true) }

    // MARK: Running a query

    /// Runs a query that gives no rows.
    @inline(__always)
    func run(_ query: Query, _ bind: (Statement) -> Void) throws {
        let statement = try connection.statement(query)
        bind(statement)
        try statement.run()
    }

    /// Runs a query and tells whether it changed a row.
    @inline(__always)
    func changes(_ query: Query, _ bind: (Statement) -> Void) throws -> Bool {
        try run(query, bind)
        return connection.changes > 0
    }

    /// Runs a query that must change a row; `thing` names what is missing otherwise.
    @inline(__always)
    func change(_ query: Query, _ thing: StaticString, _ bind: (Statement) -> Void) throws {
        guard try changes(query, bind) else { throw StoreProblem.failed("There is no such \(thing) to change.") }
    }

    @inline(__always)
    func first<Value>(_ query: Query, _ bind: (Statement) -> Void, _ decode: (inout Row) throws -> Value) throws -> Value? {
        let statement = try connection.statement(query)
        bind(statement)
        return try statement.first(decode)
    }

    @inline(__always)
    func all<Value>(_ query: Query, _ bind: (Statement) -> Void, _ decode: (inout Row) throws -> Value) throws -> [Value] {
        let statement = try connection.statement(query)
        bind(statement)
        return try statement.all(decode)
    }
}

extension Session: StoreTransaction {}

/// What `LIMIT` takes for a limit of the caller: it reads a negative number as none.
func clamped(_ limit: Int) -> Int { max(0, limit) }
