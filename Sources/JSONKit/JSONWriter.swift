/// Writes compact JSON into one growing buffer; commas are put by the writer.
///
///     let body = JSONWriter.object { json in
///         json.field("id", id)
///         json.object("source") { $0.field("type", "whatsapp") }
///         json.array("messages") { for text in texts { $0.value(text) } }
///     }
///
/// The caller keeps begin and end in balance and puts a key before each value of an object. The output is valid UTF-8.
package struct JSONWriter: Sendable {
    /// Zeroes from `count` on, so that bytes are stored without growing the array each time.
    private var storage: [UInt8]
    /// The bytes written so far.
    package private(set) var count = 0
    private var needsComma = false

    /// Makes an empty writer with room for `capacity` bytes.
    package init(capacity: Int = 512) {
        storage = [UInt8](repeating: 0, count: max(capacity, 16))
    }

    /// What was written.
    package consuming func finish() -> [UInt8] {
        storage.removeLast(storage.count - count)
        return storage
    }

    /// Forgets what was written and keeps the memory.
    package mutating func removeAll() {
        count = 0
        needsComma = false
    }

    /// Runs `body` on the bytes written so far, which are valid only inside it.
    package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
    }

    // MARK: Structure

    /// Opens an object as the next value.
    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Closes the object opened last.
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Opens an array as the next value.
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Closes the array opened last.
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    private mutating func open(_ byte: UInt8) {
        reserve(2)
        comma()
        put(byte)
        needsComma = false
    }

    private mutating func close(_ byte: UInt8) {
        reserve(1)
        put(byte)
        needsComma = true
    }

    /// Writes a key; its value must follow.
    package mutating func key(_ key: StaticString) {
        quoted(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount), closing: UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a key; its value must follow.
    @_disfavoredOverload
    package mutating func key(_ key: String) {
        var key = key
        key.withUTF8 { quoted($0, closing: UInt8(ascii: ":")) }
        needsComma = false
    }

    /// Writes a key given as UTF-8 that is known to be valid; its value must follow.
    mutating func key(validUTF8 key: UnsafeBufferPointer<UInt8>) {
        quoted(key, closing: UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Bytes

    /// Makes room for `more` bytes behind `count`.
    mutating func reserve(_ more: Int) {
        if storage.count - count < more { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        storage.append(contentsOf: repeatElement(0, count: max(more, storage.count)))
    }

    /// Stores one byte; there must be room.
    mutating func put(_ byte: UInt8) {
        storage[count] = byte
        count += 1
    }

    /// Writes a comma when one stands before the next value; there must be room.
    mutating func comma() {
        if takeComma() { put(UInt8(ascii: ",")) }
    }

    /// Whether a comma stands before the next value; notes that one stands before the value after it.
    mutating func takeComma() -> Bool {
        defer { needsComma = true }
        return needsComma
    }

    /// Has `fill` write at the end of the buffer, where there is room for `most` bytes; it returns how many it wrote.
    mutating func append(atMost most: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int) {
        reserve(most)
        let start = count
        count += storage.withUnsafeMutableBufferPointer { fill($0.baseAddress.unsafelyUnwrapped + start) }
    }
}
