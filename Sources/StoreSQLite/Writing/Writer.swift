import Core
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

    /// Works until the box is closed and empty.
    ///
    /// Every transaction takes all that waits, and a slice of the work that can wait: so neither keeps the other from the writer, they share
    /// the wait for the disk, and what comes while a slice is worked on is committed together.
    func run() {
        let session = Session(connection)
        let log = WriteAheadLog(of: connection)
        var batch: [any PendingWrite] = []
        var yielding: [any PendingWrite] = []
        var forcedAt = 0
        while waiting.take(groupSize, into: &batch, waits: yielding.isEmpty) {
            Self.setAside(&yielding, from: &batch)
            batch += Self.slice(from: &yielding, othersWait: !batch.isEmpty)
            commit(batch, session, log, &forcedAt)
            batch.removeAll(keepingCapacity: true)
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

    /// Takes a slice of the work that can wait, the oldest first: at least one piece of it, and then as many as are small together.
    static func slice(from yielding: inout [any PendingWrite], othersWait: Bool) -> [any PendingWrite] {
        let limit = othersWait ? smallSlice : largeSlice
        var size = 0
        let taken = yielding.prefix { write in
            defer { size += write.yieldingSize ?? 0 }
            return size == 0 || size + (write.yieldingSize ?? 0) <= limit
        }
        yielding.removeFirst(taken.count)
        return Array(taken)
    }

    /// Items of work that can wait in a transaction that others wait for, and in one that nobody waits for yet: whoever comes meanwhile
    /// waits behind it.
    private static let smallSlice = 24
    private static let largeSlice = 64

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
