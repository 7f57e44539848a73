import Core
import Glibc
import Store

/// Folders of databases that need not survive: those of tests, and of a sandbox without a file. Those that are still there at the end of
/// the process are removed then: a store that nobody has closed would stay in memory for ever.
enum TemporaryFolder {
    /// Bytes that must be free in memory. Hundreds of tests run at once, and some machines have room for 64 MB only.
    private static let roomNeeded: UInt = 2 << 30

    private static let folders = Lock<Set<String>>([])
    private static let removesAtExit: Void = { atexit { TemporaryFolder.removeAll() } }()

    /// Makes a folder, in memory if there is room.
    static func make() throws -> String {
        _ = removesAtExit
        var name = Array("\(hasRoom("/dev/shm") ? "/dev/shm" : "/tmp")/parley-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else {
            throw StoreProblem.unusable("No folder for temporary files can be made: \(String(cString: strerror(errno))).")
        }
        let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        folders.withLock { _ = $0.insert(folder) }
        return folder
    }

    /// Removes a folder with its database.
    static func remove(_ folder: String) {
        folders.withLock { _ = $0.remove(folder) }
        for name in ["parley.db", "parley.db-wal", "parley.db-shm", "parley.db.lock"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    private static func removeAll() {
        for folder in folders.withLock({ $0 }) { remove(folder) }
    }

    private static func hasRoom(_ folder: String) -> Bool {
        var state = statvfs()
        guard access(folder, W_OK) == 0, statvfs(folder, &state) == 0 else { return false }
        return UInt(state.f_bavail) * UInt(state.f_frsize) >= roomNeeded
    }
}
