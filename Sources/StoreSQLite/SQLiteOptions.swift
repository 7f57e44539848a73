/// Where a database is and what bounds it.
package struct SQLiteOptions: Hashable, Sendable {
    /// Where the data are.
    package enum Place: Hashable, Sendable {
        /// A file; it is made if it does not exist. Its folder must exist.
        case file(String)
        /// A new file in memory (or, without `/dev/shm`, in the folder for temporary files) that is gone after the end: for tests.
        case temporary
    }

    /// Where the data are.
    package var place: Place
    /// Writes, and likewise reads, that may wait before further ones are refused with `StoreProblem.overloaded`.
    package var maximumWaiting = 8192
    /// Writes that may share a transaction.
    package var groupSize = 512
    /// Bytes of the write-ahead log past which the writer copies it into the database itself. While a reader holds an old state, the log
    /// may grow to about four times as much; beyond that the writer waits for readers, at most 5 s at a time.
    package var logLimit = 128 << 20
    /// Bytes that the database may grow to; writes past it throw `StoreProblem.disk`. Nil means as far as the disk goes.
    package var sizeLimit: Int?

    /// Makes options with the usual bounds.
    package init(_ place: Place) { self.place = place }
}
