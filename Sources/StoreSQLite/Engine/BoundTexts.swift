/// Memory for the texts and blobs that are bound to one statement, used again each time: else the library takes and frees a piece of memory for
/// each of them, at each run.
///
/// What is kept here stays in place until `rewind`; the values are bound anew before the statement runs again.
struct BoundTexts: ~Copyable {
    /// Bytes kept for a statement at most; hundreds of statements live as long as their connections.
    private static let limit = 8 << 10

    private var memory: UnsafeMutableRawBufferPointer?
    private var used = 0
    /// Bytes that would have been used with room for all.
    private var wanted = 0

    deinit { memory?.deallocate() }

    /// Begins anew, with more room if some values had none.
    mutating func rewind() {
        if wanted > used, (memory?.count ?? 0) < Self.limit {
            memory?.deallocate()
            memory = .allocate(byteCount: min(Self.limit, max(256, 2 * wanted)), alignment: 1)
        }
        used = 0
        wanted = 0
    }

    /// Copies `bytes` and returns their place; nil when there is no room. Nothing has a place as well: null would be bound as NULL.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
        // An empty value takes a byte, so that its place is in the memory.
        let size = max(1, bytes.count)
        wanted += size
        guard let memory, let start = memory.baseAddress, size <= memory.count - used else { return Self.place(ofNothing: bytes) }
        let place = start + used
        if let source = bytes.baseAddress { place.copyMemory(from: source, byteCount: bytes.count) }
        used += size
        return place
    }

    // Never written to: its address stands for the empty value.
    nonisolated(unsafe) private static let nothing = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)

    private static func place(ofNothing bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? { bytes.isEmpty ? nothing : nil }
}
