import CSQLite
import Core
import Store

/// One row of a result. Columns are read in order, each once.
struct Row {
    private let handle: OpaquePointer
    private var next: Int32 = 0

    init(_ handle: OpaquePointer) { self.handle = handle }

    mutating func id() throws -> ID {
        guard let id = try optionalID() else { throw Self.damaged }
        return id
    }

    mutating func optionalID() throws -> ID? {
        let column = take()
        guard let bytes = sqlite3_column_blob(handle, column) else { return nil }
        guard sqlite3_column_bytes(handle, column) == 12 else { throw Self.damaged }
        let high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        return ID(high: high, low: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    }

    mutating func int64() -> Int64 { sqlite3_column_int64(handle, take()) }

    mutating func int() -> Int { Int(int64()) }

    mutating func optionalInt() -> Int? {
        let column = take()
        return isNull(column) ? nil : Int(sqlite3_column_int64(handle, column))
    }

    mutating func bool() -> Bool { int64() != 0 }

    mutating func instant() -> Instant { Instant(milliseconds: int64()) }

    mutating func optionalInstant() -> Instant? {
        let column = take()
        return isNull(column) ? nil : Instant(milliseconds: sqlite3_column_int64(handle, column))
    }

    mutating func text() -> String { optionalText() ?? "" }

    mutating func optionalText() -> String? {
        let column = take()
        guard !isNull(column) else { return nil }
        return String(decoding: raw(column), as: UTF8.self)
    }

    mutating func bytes() -> [UInt8] { optionalBytes() ?? [] }

    mutating func optionalBytes() -> [UInt8]? {
        let column = take()
        return isNull(column) ? nil : [UInt8](raw(column))
    }

    mutating func json() -> JSONBytes { JSONBytes(bytes()) }

    mutating func optionalJSON() -> JSONBytes? { optionalBytes().map { JSONBytes($0) } }

    mutating func word<Word: RawRepresentable<String>>(_ type: Word.Type = Word.self) throws -> Word {
        guard let word = Word(rawValue: text()) else { throw Self.damaged }
        return word
    }

    mutating func failure() throws -> Failure? {
        let column = take()
        guard !isNull(column) else { return nil }
        guard let failure = Failure(stored: raw(column)) else { throw Self.damaged }
        return failure
    }

    private mutating func take() -> Int32 {
        defer { next += 1 }
        return next
    }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    private func raw(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    static let damaged = StoreProblem.unusable("The database holds a value that this version cannot read.")
}
