import CSQLite
import CSQLiteLog
import Core
import Store

/// One connection to the database file with its prepared statements.
// @unchecked: opened by one thread and then handed to the one thread that uses it; the library's own locks are off.
final class Connection: @unchecked Sendable {
    enum Mode { case readWrite, readOnly }

    let handle: OpaquePointer
    /// Set when the disk failed within a transaction: whatever the body made of the error, nothing may be committed.
    var fault: StoreProblem?
    private var statements: [Statement?] = []
    private var isOpen = true
    private static let configured: Void = {
        parley_sqlite_configure()
        parley_sqlite_keep_cache()
    }()

    /// How a connection reaches the disk.
    enum Layer: Sendable {
        /// As the library does it.
        case plain
        /// The pages of a commit reach the log in one piece: only with synchronous=FULL.
        case gathering
        /// Pages are copied from the log in small steps, each of which is on disk before the next.
        case pacing

        // The memory of these names is static.
        nonisolated(unsafe) private static let names = (gathering: parley_sqlite_gathering(), pacing: parley_sqlite_pacing())

        fileprivate var name: UnsafePointer<CChar>? {
            switch self {
            case .plain: nil
            case .gathering: Self.names.gathering
            case .pacing: Self.names.pacing
            }
        }
    }

    /// - Throws: `StoreProblem.unusable` if the file cannot be opened.
    init(path: String, mode: Mode, cacheKilobytes: Int, layer: Layer = .plain) throws {
        _ = Self.configured
        var opened: OpaquePointer?
        let access = mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, layer.name)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw StoreProblem.unusable("The database \(path) cannot be opened: \(Self.words(code)).")
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 5000)
        try execute("PRAGMA cache_size=-\(cacheKilobytes)")
        try execute("PRAGMA temp_store=MEMORY")
    }

    deinit { close() }

    /// Finalises the statements and closes. The connection must not be used any more.
    func close() {
        guard isOpen else { return }
        isOpen = false
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Whether no transaction is open.
    var isIdle: Bool { sqlite3_get_autocommit(handle) != 0 }

    /// Rows that the last statement changed.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// The prepared form of `query`, ready for its first value.
    func statement(_ query: Query) throws -> Statement {
        if query.slot < statements.count, let statement = statements[query.slot] {
            statement.rewind()
            return statement
        }
        while statements.count <= query.slot { statements.append(nil) }
        let statement = try Statement(query.sql, on: self)
        statements[query.slot] = statement
        return statement
    }

    /// Runs statements that give no rows and take no values.
    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw problem(code) }
    }

    /// What the result code `code` means to the caller. Remembers a failing disk.
    func problem(_ code: Int32) -> StoreProblem {
        switch code & 0xFF {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN:
            let problem = StoreProblem.disk("The database cannot be written: \(Self.words(code)).")
            fault = problem
            return problem
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            let problem = StoreProblem.unusable("The database is damaged: \(Self.words(code)). Restore it from a backup.")
            fault = problem
            return problem
        case SQLITE_NOMEM:
            let problem = StoreProblem.failed("The database has no memory left.")
            fault = problem
            return problem
        default:
            return .failed(String(cString: sqlite3_errmsg(handle)))
        }
    }

    private static func words(_ code: Int32) -> String { "\(String(cString: sqlite3_errstr(code))) (\(code))" }
}
