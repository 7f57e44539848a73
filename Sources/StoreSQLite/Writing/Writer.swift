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
    func run() {
        let session = Session(connection)
        let log = WriteAheadLog(of: connection)
        var batch: [any PendingWrite] = []
        var forcedAt = 0
        while waiting.take(groupSize, into: &batch) {
            GroupCommit(session: session).run(batch) { handOver(session) }
            batch.removeAll(keepingCapacity: true)
            bound(log, &forcedAt)
        }
        // Keeps the hook's target alive for as long as the connection commits.
        withExtendedLifetime(log) {}
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
        } else if open <= logLimit / 16 {
            connection.checkpoint(.passive)
        }
    }
}
