import Core
import Glibc
import Store

/// What the store hands on after a commit.
struct Receivers: Sendable {
    var jobs: (@Sendable ([Job]) -> Void)?
    var events: (@Sendable ([OutboxEvent]) -> Void)?
}

/// The loop of the one thread that writes.
struct Writer: Sendable {
    let connection: Connection
    let waiting: Mailbox<any PendingWrite>
    let receivers: Lock<Receivers>
    let checkpointer: Checkpointer
    /// At most this many writes share a transaction.
    let groupSize: Int
    /// Pages in the log past which the writer copies them itself.
    let logLimit: Int

    /// Items of work that can wait which share a transaction: whoever comes meanwhile waits behind it.
    private static let yieldingSize = 64

    /// Works until the box is closed and empty.
    func run() {
        let session = Session(connection)
        let log = WriteAheadLog(of: connection)
        var batch: [any PendingWrite] = []
        var yielding: [any PendingWrite] = []
        var turns = TurnTaking()
        var forcedAt = 0
        while waiting.take(groupSize, into: &batch, waits: yielding.isEmpty) {
            Self.setAside(&yielding, from: &batch)
            let start = Self.nanoseconds()
            let isTurn = !yielding.isEmpty && turns.isTurn(othersWait: !batch.isEmpty)
            if !batch.isEmpty {
                commit(batch, session, log, &forcedAt)
                batch.removeAll(keepingCapacity: true)
                if !yielding.isEmpty { turns.othersWereServed(for: Self.nanoseconds() - start) }
            }
            guard isTurn else { continue }
            let turnStart = Self.nanoseconds()
            commit(Self.turn(from: &yielding), session, log, &forcedAt)
            turns.turnWasTaken(for: Self.nanoseconds() - turnStart)
        }
        // Keeps the hook's target alive for as long as the connection commits.
        withExtendedLifetime(log) {}
    }

    private func commit(_ batch: [any PendingWrite], _ session: Session, _ log: WriteAheadLog, _ forcedAt: inout Int) {
        GroupCommit(session: session).run(batch) { handOver(session) }
        bound(log, &forcedAt)
    }

    /// Moves the work that can wait out of `batch`.
    private static func setAside(_ yielding: inout [any PendingWrite], from batch: inout [any PendingWrite]) {
        guard batch.contains(where: { $0.yieldingSize != nil }) else { return }
        yielding += batch.filter { $0.yieldingSize != nil }
        batch.removeAll { $0.yieldingSize != nil }
    }

    /// Takes the work of one turn, the oldest first: at least one piece of it, and then as many as are small together.
    private static func turn(from yielding: inout [any PendingWrite]) -> [any PendingWrite] {
        var size = 0
        let taken = yielding.prefix { write in
            defer { size += write.yieldingSize ?? 0 }
            return size == 0 || size + (write.yieldingSize ?? 0) <= yieldingSize
        }
        yielding.removeFirst(taken.count)
        return Array(taken)
    }

    private static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private func handOver(_ session: Session) {
        let receivers = receivers.withLock { $0 }
        if !session.jobs.isEmpty { receivers.jobs?(session.jobs) }
        if !session.events.isEmpty { receivers.events?(session.events) }
    }

    /// Keeps the log short: the writer helps as soon as little is left to copy, and waits for readers only when the log is far too long.
    private func bound(_ log: WriteAheadLog, _ forcedAt: inout Int) {
        let open = checkpointer.noteCommit(pages: log.pages)
        if log.pages < logLimit {
            forcedAt = 0
        } else if log.pages - forcedAt > 3 * logLimit {
            // It fails at once while the other thread copies: then it is tried again soon.
            let isDone = connection.checkpoint(.restart) != nil
            forcedAt = isDone ? log.pages : log.pages - 3 * logLimit + logLimit / 4
        } else if open <= logLimit / 64 {
            connection.checkpoint(.passive)
        }
    }
}
