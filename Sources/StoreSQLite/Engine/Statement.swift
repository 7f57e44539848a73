import CSQLite
import Core
import Store

/// A prepared statement. Values are bound in the order of the placeholders.
final class Statement {
    private let handle: OpaquePointer
    /// Its connection keeps it, and so outlives it.
    private unowned(unsafe) let connection: Connection
    /// Room for the identifiers bound, so that binding one allocates nothing.
    private let identifiers: UnsafeMutableRawPointer
    private var texts = BoundTexts()
    private var next: Int32 = 1
    private var holdsMuch = false
    /// Bound values longer than this are let go when the statement is done.
    private static let much = 16 * 1024

    init(_ sql: String, on connection: Connection) throws {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw connection.problem(code) }
        handle = prepared
        self.connection = connection
        identifiers = .allocate(byteCount: 12 * Int(sqlite3_bind_parameter_count(prepared)) + 4, alignment: 4)
    }

    deinit {
        sqlite3_finalize(handle)
        identifiers.deallocate()
    }

    /// Begins again with the first placeholder.
    func rewind() {
        next = 1
        texts.rewind()
    }

    // MARK: Values

    func bind(_ id: ID) {
        let place = identifiers + 12 * Int(next - 1)
        place.storeBytes(of: id.high.bigEndian, as: UInt64.self)
        place.storeBytes(of: id.low.bigEndian, toByteOffset: 8, as: UInt32.self)
        sqlite3_bind_blob(handle, next, place, 12, parley_sqlite_static())
        next += 1
    }

    func bind(_ id: ID?) {
        if let id { bind(id) } else { bindNull() }
    }

    func bind(_ number: Int64) {
        sqlite3_bind_int64(handle, next, number)
        next += 1
    }

    func bind(_ number: Int) { bind(Int64(number)) }

    func bind(_ number: Int?) {
        if let number { bind(Int64(number)) } else { bindNull() }
    }

    func bind(_ flag: Bool) { bind(flag ? Int64(1) : 0) }

    func bind(_ instant: Instant) { bind(instant.milliseconds) }

    func bind(_ instant: Instant?) {
        if let instant { bind(instant.milliseconds) } else { bindNull() }
    }

    func bind(_ text: String) {
        var text = text
        text.withUTF8 { bindText($0) }
    }

    func bind(_ text: String?) {
        if let text { bind(text) } else { bindNull() }
    }

    func bind(_ json: JSONBytes) { json.bytes.withUnsafeBufferPointer { bindText($0) } }

    func bind(_ json: JSONBytes?) {
        if let json { bind(json) } else { bindNull() }
    }

    func bind(_ bytes: [UInt8]) {
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(handle, next, 0)
        } else {
            bytes.withUnsafeBytes { bytes in
                if let place = texts.keep(bytes) {
                    sqlite3_bind_blob64(handle, next, place, UInt64(bytes.count), parley_sqlite_static())
                } else {
                    sqlite3_bind_blob64(handle, next, bytes.baseAddress, UInt64(bytes.count), parley_sqlite_transient())
                    holdsMuch = holdsMuch || bytes.count > Self.much
                }
            }
        }
        next += 1
    }

    func bind(_ bytes: [UInt8]?) {
        if let bytes { bind(bytes) } else { bindNull() }
    }

    func bind(_ value: some RawRepresentable<String>) { bind(value.rawValue) }

    private func bindNull() {
        sqlite3_bind_null(handle, next)
        next += 1
    }

    private func bindText(_ text: UnsafeBufferPointer<UInt8>) {
        if let place = texts.keep(UnsafeRawBufferPointer(text)) {
            let start = place.assumingMemoryBound(to: CChar.self)
            sqlite3_bind_text64(handle, next, start, UInt64(text.count), parley_sqlite_static(), UInt8(SQLITE_UTF8))
        } else {
            text.withMemoryRebound(to: CChar.self) { text in
                _ = sqlite3_bind_text64(
                    handle, next, text.baseAddress, UInt64(text.count), parley_sqlite_transient(), UInt8(SQLITE_UTF8))
            }
            holdsMuch = holdsMuch || text.count > Self.much
        }
        next += 1
    }

    // MARK: Running

    /// Runs a statement that gives no rows.
    func run() throws {
        defer { reset() }
        if let fault = connection.fault { throw fault }
        var code = sqlite3_step(handle)
        while code == SQLITE_ROW { code = sqlite3_step(handle) }
        guard code == SQLITE_DONE else { throw connection.problem(code) }
    }

    /// The first row, if there is one.
    func first<Value>(_ decode: (inout Row) throws -> Value) throws -> Value? {
        defer { reset() }
        guard try step() else { return nil }
        var row = Row(handle)
        return try decode(&row)
    }

    /// All rows.
    func all<Value>(_ decode: (inout Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try forEach { row in
            values.append(try decode(&row))
            return true
        }
        return values
    }

    /// Goes through the rows until `body` returns false.
    func forEach(_ body: (inout Row) throws -> Bool) throws {
        defer { reset() }
        while try step() {
            var row = Row(handle)
            guard try body(&row) else { return }
        }
    }

    private func step() throws -> Bool {
        if let fault = connection.fault { throw fault }
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.problem(code)
        }
    }

    private func reset() {
        sqlite3_reset(handle)
        guard holdsMuch else { return }
        sqlite3_clear_bindings(handle)
        holdsMuch = false
    }
}
