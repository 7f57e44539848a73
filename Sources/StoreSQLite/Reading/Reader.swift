import Store

/// A read that waits for a thread.
typealias PendingRead = @Sendable (Session) -> Void

/// The loop of a thread that reads, on a connection of its own.
struct Reader: Sendable {
    let connection: Connection
    let waiting: Mailbox<PendingRead>

    /// Works until the box is closed and empty.
    func run() {
        let session = Session(connection)
        var batch: [PendingRead] = []
        while waiting.take(1, into: &batch) {
            for read in batch { read(session) }
            batch.removeAll(keepingCapacity: true)
        }
    }
}
