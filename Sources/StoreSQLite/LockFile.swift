import Core
import Glibc
import Store

/// The right to use a database: an advisory lock on a file beside it. The kernel drops it when the process dies, however it dies.
final class LockFile: Sendable {
    private let held: Lock<Int32?>

    /// - Throws: `StoreProblem.unusable` if another worker holds the lock, or the file cannot be made.
    init(besides database: String) throws {
        let path = database + ".lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreProblem.unusable(
                "The file \(path) cannot be made: \(String(cString: strerror(errno))). Check the folder and its owner.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            throw StoreProblem.unusable("The database \(database) is used by another worker. Stop that one first.")
        }
        held = Lock(descriptor)
    }

    deinit { release() }

    /// Lets another worker have the database.
    func release() {
        let descriptor = held.withLock { held in
            defer { held = nil }
            return held
        }
        if let descriptor { Glibc.close(descriptor) }
    }
}
