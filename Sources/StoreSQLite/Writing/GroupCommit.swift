import Store

/// Brings a batch of writes to disk in one transaction. A body that throws costs the batch a second run and nobody else anything more.
struct GroupCommit {
    private enum Outcome {
        case committed
        /// A body threw; nothing is kept yet.
        case faulty(any Error)
        /// The disk failed: nothing of the batch is kept.
        case lost(any Error)
    }

    let session: Session

    /// Runs `batch`, calls `committed` once after the commit, and then tells the writers.
    func run(_ batch: [any PendingWrite], committed: () -> Void) {
        switch together(batch) {
        case .committed:
            committed()
            for write in batch { write.succeed() }
        case .faulty(let error) where batch.count == 1:
            batch[0].fail(error)
        case .faulty:
            oneByOne(batch, committed: committed)
        case .lost(let error):
            for write in batch { write.fail(error) }
        }
    }

    /// The usual way: no savepoints.
    private func together(_ batch: [any PendingWrite]) -> Outcome {
        do {
            try session.begin()
            for write in batch {
                do { try write.run(in: session) } catch {
                    let fault = session.connection.fault
                    session.rollback()
                    return fault.map { .lost($0) } ?? .faulty(error)
                }
            }
            try session.commit()
            return .committed
        } catch {
            session.rollback()
            return .lost(error)
        }
    }

    /// The way when a body throws: every body under a savepoint, in the same order.
    private func oneByOne(_ batch: [any PendingWrite], committed: () -> Void) {
        var errors: [(any Error)?] = []
        do {
            try session.begin()
            for write in batch {
                do {
                    try session.isolated { try write.run(in: session) }
                    errors.append(nil)
                } catch {
                    if let fault = session.connection.fault { throw fault }
                    errors.append(error)
                }
            }
            try session.commit()
        } catch {
            session.rollback()
            for write in batch { write.fail(error) }
            return
        }
        committed()
        for (write, error) in zip(batch, errors) {
            if let error { write.fail(error) } else { write.succeed() }
        }
    }
}
