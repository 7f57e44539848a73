import Glibc
import Store

/// The database file, locked for this worker, with the connections of all threads.
struct DatabaseFiles: Sendable {
    let writer: Connection
    let checkpoints: Connection
    let readers: [Connection]
    /// The log's limit in pages.
    let logPages: Int
    private let lock: LockFile
    private let temporaryFolder: String?
    private static let pageSize = 4096
    private static let readerCount = 2

    init(_ options: SQLiteOptions, migrations: [Migration]) throws {
        let path: String
        switch options.place {
        case .file(let file):
            path = file
            temporaryFolder = nil
        case .temporary:
            let folder = try TemporaryFolder.make()
            path = folder + "/parley.db"
            temporaryFolder = folder
        }
        lock = try LockFile(besides: path)
        try Self.makePrivate(path)
        logPages = max(1, options.logLimit / Self.pageSize)
        // The caches grow with use only.
        writer = try Connection(
            path: path, mode: .readWrite, cacheKilobytes: 64 * 1024, layer: Self.isDurable(options) ? .gathering : .plain)
        try Self.configure(writer, options)
        try Migration.apply(migrations, to: writer, path: path)
        checkpoints = try Connection(
            path: path, mode: .readWrite, cacheKilobytes: 256, layer: Self.isDurable(options) ? .pacing : .plain)
        try checkpoints.execute("PRAGMA synchronous=\(Self.durability(options))")
        readers = try (0..<Self.readerCount).map { _ in try Connection(path: path, mode: .readOnly, cacheKilobytes: 8 * 1024) }
    }

    /// Copies the log into the database, closes the connections and lets the lock go. Nothing may use the connections any more.
    func close() {
        for connection in readers + [checkpoints] { connection.close() }
        writer.checkpoint(.truncate)
        writer.close()
        lock.release()
        if let temporaryFolder { TemporaryFolder.remove(temporaryFolder) }
    }

    private static func configure(_ writer: Connection, _ options: SQLiteOptions) throws {
        try writer.execute("PRAGMA page_size=\(pageSize)")
        // Debian may build the library with it on: every commit would then move pages to shorten the file.
        try writer.execute("PRAGMA auto_vacuum=NONE")
        do { try writer.execute("PRAGMA journal_mode=WAL") } catch {
            throw writer.fault ?? .unusable("The database cannot be opened: \(error).")
        }
        try writer.execute("PRAGMA synchronous=\(durability(options))")
        try writer.execute("PRAGMA wal_autocheckpoint=0")
        // Deleted rows are overwritten where that costs no page more.
        try writer.execute("PRAGMA secure_delete=FAST")
        if let limit = options.sizeLimit { try writer.execute("PRAGMA max_page_count=\(max(1, limit / pageSize))") }
    }

    private static func durability(_ options: SQLiteOptions) -> String { isDurable(options) ? "FULL" : "OFF" }

    private static func isDurable(_ options: SQLiteOptions) -> Bool {
        switch options.place {
        case .file: true
        case .temporary: false
        }
    }

    /// Makes the file before the library does, so that only our own user can read it; its other files take over the rights.
    private static func makePrivate(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreProblem.unusable("The database \(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        Glibc.close(descriptor)
    }
}
