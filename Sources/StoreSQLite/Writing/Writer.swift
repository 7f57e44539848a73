import Core
import Store

/// What the store hands on after a commit.
struct Receivers: Sendable {
    var jobs: (@Sendable ([Job]) -> Void)?
    var events: (@Sendable ([OutboxEvent]) -> Void)?
}

/// What is handed to the writer.
enum WriterInput: Sendable {
    case write(any PendingWrite)
    case pieces(any PieceWrite)

    /// It is refused.
    func fail(_ error: any Error) {
        switch self {
        case .write(let write): write.fail(error)
        case .pieces(let work): work.fail(error)
        }
    }
}

/// The loop of the one thread that writes.
struct Writer: Sendable {
    let connection: Connection
    let waiting: Mailbox<WriterInput>
    let receivers: Lock<Receivers>
    let checkpointer: Checkpointer
    /// At most this many writes share a transaction.
    let groupSize: Int
    /// Pages in the log past which the writer copies them itself.
    let logLimit: Int

    /// Works until the box is closed and empty, and all work in pieces has ended.
    ///
    /// Every transaction takes all that waits, and a piece of the work that can wait: so neither keeps the other from the writer, they share
    /// the wait for the disk, and what comes while a piece is worked on is committed together.
    func run() {
        let session = Session(connection)
        let log = WriteAheadLog(of: connection)
        var arrived: [WriterInput] = []
        var batch: [any PendingWrite] = []
        var pieces = PieceQueue()
        var forcedAt = 0
        while waiting.take(groupSize, into: &arrived, waits: pieces.isEmpty) {
            for input in arrived {
                switch input {
                case .write(let write): batch.append(write)
                case .pieces(let work): pieces.add(work)
                }
            }
            arrived.removeAll(keepingCapacity: true)
            let hasOthers = !batch.isEmpty
            for piece in pieces.take(othersWait: hasOthers) { batch.append(piece) }
            GroupCommit(session: session).run(batch) { handOver(session) }
            bound(log, &forcedAt, hasOthers: hasOthers)
            batch.removeAll(keepingCapacity: true)
            pieces.putBack()
        }
        // Keeps the hook's target alive for as long as the connection commits.
        withExtendedLifetime(log) {}
    }

    private func handOver(_ session: Session) {
        let receivers = receivers.withLock { $0 }
        if !session.jobs.isEmpty { receivers.jobs?(session.jobs) }
        if !session.events.isEmpty { receivers.events?(session.events) }
    }

    /// Pages that the writer copies itself at most, so that the log can begin anew, when others wait for it and when nobody does.
    private static let lastPages = (besideOthers: 96, alone: 1024)

    /// Keeps the log short: the writer helps as soon as little is left to copy, and waits for readers only when the log is far too long.
    private func bound(_ log: WriteAheadLog, _ forcedAt: inout Int, hasOthers: Bool) {
        let open = checkpointer.noteCommit(pages: log.pages)
        if log.pages < logLimit {
            forcedAt = 0
        } else if log.pages - forcedAt > 3 * logLimit {
            // It fails at once while the other thread copies: then it is tried again soon.
            let isDone = connection.checkpoint(.restart) != nil
            forcedAt = isDone ? log.pages : log.pages - 3 * logLimit + logLimit / 4
        } else if open <= min(hasOthers ? Self.lastPages.besideOthers : Self.lastPages.alone, max(1, logLimit / 32)) {
            connection.checkpoint(.passive)
        }
    }
}
