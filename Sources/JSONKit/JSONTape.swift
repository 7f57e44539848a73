internal import Glibc

/// simdjson's tape: one 64-bit word per value and key, a tag in the top byte, strings in a buffer of their own.
///
/// The format is described in simdjson's doc/tape.md. Only positions that hold a value or a key may be asked for.
struct JSONTape {
    let words: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>

    /// The top byte of a word.
    enum Tag {
        static let root = UInt8(ascii: "r")
        static let object = UInt8(ascii: "{")
        static let array = UInt8(ascii: "[")
        static let string = UInt8(ascii: "\"")
        static let int64 = UInt8(ascii: "l")
        static let uint64 = UInt8(ascii: "u")
        static let double = UInt8(ascii: "d")
        static let yes = UInt8(ascii: "t")
        static let no = UInt8(ascii: "f")
        static let null = UInt8(ascii: "n")
        /// Ours, not simdjson's: a number kept as the string of its text.
        static let largeNumber = UInt8(ascii: "Z")
    }

    func tag(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: words[index] >> 56) }

    /// The word after a number's tag: its 64 bits.
    func bits(_ index: Int) -> UInt64 { words[index + 1] }

    /// The position after a value.
    func after(_ index: Int) -> Int {
        let word = words[index]
        switch UInt8(truncatingIfNeeded: word >> 56) {
        case Tag.object, Tag.array: return Int(word & 0xFFFF_FFFF)
        case Tag.int64, Tag.uint64, Tag.double: return index + 2
        default: return index + 1
        }
    }

    /// The position of a container's closing word.
    func end(_ index: Int) -> Int { Int(words[index] & 0xFFFF_FFFF) - 1 }

    /// The elements of an array or the keys of an object.
    func count(_ index: Int) -> Int {
        let counted = Int(words[index] >> 32 & 0xFF_FFFF)
        guard counted == 0xFF_FFFF else { return counted }
        // The count saturates: beyond it the elements are counted.
        let isObject = tag(index) == Tag.object
        var total = 0
        var at = index + 1
        while at < end(index) {
            at = after(isObject ? at + 1 : at)
            total += 1
        }
        return total
    }

    /// The UTF-8 of a string, a key or a large number.
    func utf8(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = strings + Int(words[index] & 0x00FF_FFFF_FFFF_FFFF)
        let length = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: start + 4, count: Int(length))
    }

    /// The position of the value of the first key that equals `key`; nil when the object has none.
    func find(_ key: UnsafeBufferPointer<UInt8>, in object: Int) -> Int? {
        let end = end(object)
        var at = object + 1
        while at < end {
            let candidate = utf8(at)
            if Self.equal(candidate, key) { return at + 1 }
            at = after(at + 1)
        }
        return nil
    }

    static func equal(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        guard a.count > 0, let start = a.baseAddress, let other = b.baseAddress else { return true }
        return memcmp(start, other, a.count) == 0
    }

    /// Turns the strings with these ordinals (keys counted too, rising) into large numbers.
    static func markLargeNumbers(in words: UnsafeMutablePointer<UInt64>, atStrings ordinals: [Int]) {
        let end = Int(words[0] & 0xFFFF_FFFF)
        var ordinal = 0
        var next = 0
        var at = 1
        while at < end, next < ordinals.count {
            switch UInt8(truncatingIfNeeded: words[at] >> 56) {
            case Tag.string:
                if ordinal == ordinals[next] {
                    words[at] = words[at] & 0x00FF_FFFF_FFFF_FFFF | UInt64(Tag.largeNumber) << 56
                    next += 1
                }
                ordinal += 1
            case Tag.int64, Tag.uint64, Tag.double: at += 1
            default: break
            }
            at += 1
        }
    }
}
