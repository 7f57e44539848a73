/// Where a leaf stands: the keys of the objects around it, outermost first. Positions in arrays are not part of it.
///
/// Valid only inside the call it is passed to.
package struct JSONPath: ~Copyable {
    private let tape: JSONTape
    private var keys: [Int] = []

    init(_ tape: JSONTape) { self.tape = tape }

    mutating func push(_ key: Int) { keys.append(key) }
    mutating func pop() { keys.removeLast() }

    /// The number of keys.
    package var count: Int { keys.count }

    /// The UTF-8 of a key, 0 being the outermost; valid only inside the call.
    package borrowing func utf8(_ position: Int) -> UnsafeBufferPointer<UInt8> { tape.utf8(keys[position]) }

    /// A key as text, 0 being the outermost.
    package borrowing func key(_ position: Int) -> String { String(decoding: utf8(position), as: UTF8.self) }

    /// All keys as texts.
    package borrowing func allKeys() -> [String] { (0..<count).map { key($0) } }

    /// True when the key at `position` is `name`; compared without making a `String`. False beyond the last.
    package borrowing func hasKey(_ name: StaticString, at position: Int) -> Bool {
        guard position >= 0, position < keys.count else { return false }
        return JSONTape.equal(utf8(position), UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// True when the innermost key is `name`.
    package borrowing func ends(with name: StaticString) -> Bool { hasKey(name, at: count - 1) }
}

/// A string, a number or a key met on a walk over a document.
///
/// Valid only inside the call it is passed to.
package struct JSONLeaf {
    /// What was met.
    package enum Kind: Hashable, Sendable {
        case string
        case number
        /// A key of an object; the path is that of the object.
        case key
    }

    /// What was met.
    package let kind: Kind
    /// Its text in UTF-8; of a number that of `JSON.numberText`. Valid only inside the call.
    package let utf8: UnsafeBufferPointer<UInt8>

    /// Its text.
    package var string: String { String(decoding: utf8, as: UTF8.self) }
}

/// A depth-first walk over the strings, numbers and, when asked for, keys of a part of a tape.
struct JSONLeafWalk: ~Copyable {
    private let tape: JSONTape
    private let includesKeys: Bool
    private var path: JSONPath
    private var number = JSONWriter(capacity: 32)

    init(_ tape: JSONTape, includesKeys: Bool) {
        self.tape = tape
        self.includesKeys = includesKeys
        path = JSONPath(tape)
    }

    mutating func visit(_ index: Int, _ body: (Int, borrowing JSONPath, JSONLeaf) -> Void) {
        switch tape.tag(index) {
        case JSONTape.Tag.object: members(index, body)
        case JSONTape.Tag.array: elements(index, body)
        case JSONTape.Tag.string: body(index, path, JSONLeaf(kind: .string, utf8: tape.utf8(index)))
        case JSONTape.Tag.largeNumber: body(index, path, JSONLeaf(kind: .number, utf8: tape.utf8(index)))
        case JSONTape.Tag.int64, JSONTape.Tag.uint64, JSONTape.Tag.double: smallNumber(index, body)
        default: break
        }
    }

    private mutating func members(_ index: Int, _ body: (Int, borrowing JSONPath, JSONLeaf) -> Void) {
        let end = tape.end(index)
        var at = index + 1
        while at < end {
            if includesKeys { body(at, path, JSONLeaf(kind: .key, utf8: tape.utf8(at))) }
            path.push(at)
            visit(at + 1, body)
            path.pop()
            at = tape.after(at + 1)
        }
    }

    private mutating func elements(_ index: Int, _ body: (Int, borrowing JSONPath, JSONLeaf) -> Void) {
        let end = tape.end(index)
        var at = index + 1
        while at < end {
            visit(at, body)
            at = tape.after(at)
        }
    }

    private mutating func smallNumber(_ index: Int, _ body: (Int, borrowing JSONPath, JSONLeaf) -> Void) {
        number.removeAll()
        var copy = JSONCopy(tape: tape, replacements: [])
        copy.value(index, to: &number)
        number.withBytes { body(index, path, JSONLeaf(kind: .number, utf8: $0)) }
    }
}
