/// A borrowed view of a text's bytes, valid only during the call that was given it. Reads outside the text give 0.
struct TextBytes {
    let base: UnsafePointer<UInt8>
    let count: Int

    /// Nil for an empty buffer.
    init?(_ buffer: UnsafeBufferPointer<UInt8>) {
        guard let base = buffer.baseAddress, buffer.count > 0 else { return nil }
        self.base = base
        count = buffer.count
    }

    subscript(index: Int) -> UInt8 {
        index >= 0 && index < count ? base[index] : 0
    }

    /// Eight bytes from `index`, the first one lowest; `index` must be at most `count` - 8.
    func word(at index: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// The start of the scalar that `index` lies in: at most three continuation bytes back.
    func scalarStart(at index: Int) -> Int {
        var start = index
        while start > 0, start > index - 3, self[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// How many scalars begin within `range`. A stray continuation byte counts as part of the scalar before it.
    func scalarCount(in range: Range<Int>) -> Int {
        var count = range.count
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            let word = word(at: index)
            let high = word & 0x8080_8080_8080_8080
            if high != 0 { count -= (high & ~(word << 1)).nonzeroBitCount }
            index += 8
        }
        while index < range.upperBound {
            if base[index] & 0xC0 == 0x80 { count -= 1 }
            index += 1
        }
        return count
    }
}

/// Whether `byte` is an ASCII letter.
func isASCIILetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

/// Whether `byte` is an ASCII digit.
func isASCIIDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
