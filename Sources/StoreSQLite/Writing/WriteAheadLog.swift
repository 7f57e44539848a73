import CSQLite

/// The length of the write-ahead log as the writer's connection sees it.
// @unchecked: written by the library and read by the writer, both on the writer's thread.
final class WriteAheadLog: @unchecked Sendable {
    /// Pages in the log after the last commit.
    private(set) var pages = 0

    /// Has the library report each commit of `connection`, in place of its own checkpoints at commit.
    init(of connection: Connection) {
        sqlite3_wal_hook(
            connection.handle,
            { context, _, _, pages in
                if let context { Unmanaged<WriteAheadLog>.fromOpaque(context).takeUnretainedValue().pages = Int(pages) }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}

extension Connection {
    enum CheckpointKind {
        /// As far as possible without waiting for anybody.
        case passive
        /// Waits for readers, so that the next write begins the log anew.
        case restart
        /// The same, and cuts the file.
        case truncate

        fileprivate var code: Int32 {
            switch self {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .restart: SQLITE_CHECKPOINT_RESTART
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        }
    }

    /// Copies pages from the log into the database. Returns the pages in the log and those copied; nil if it could not be done now.
    @discardableResult
    func checkpoint(_ kind: CheckpointKind) -> (log: Int, copied: Int)? {
        var log: Int32 = 0
        var copied: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(handle, nil, kind.code, &log, &copied)
        return code == SQLITE_OK ? (Int(log), Int(copied)) : nil
    }
}
