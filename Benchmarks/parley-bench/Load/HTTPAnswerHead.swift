/// What a client must know of an answer: its status and where it ends. Only answers with a length are understood.
struct HTTPAnswerHead {
    let status: Int
    let bodyStart: Int
    /// Head and body together.
    let length: Int

    /// Nil when the head is not complete.
    init?(_ bytes: ArraySlice<UInt8>) {
        let found = bytes.withUnsafeBufferPointer { Self.scan($0) }
        guard let found else { return nil }
        self = found
    }

    private init(status: Int, bodyStart: Int, length: Int) {
        self.status = status
        self.bodyStart = bodyStart
        self.length = length
    }

    /// Reads the head at the start of `bytes`.
    static func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> HTTPAnswerHead? {
        guard bytes.count >= 16 else { return nil }
        var status = 0
        for digit in bytes[9..<12] { status = status * 10 + Int(digit) - 0x30 }
        var length = 0
        var line = 0
        var index = 12
        while index < bytes.count {
            defer { index += 1 }
            guard bytes[index] == UInt8(ascii: "\n") else { continue }
            if index - line <= 1 { return HTTPAnswerHead(status: status, bodyStart: index + 1, length: index + 1 + length) }
            length = announced(bytes, line..<index) ?? length
            line = index + 1
        }
        return nil
    }

    private static let name = Array("content-length:".utf8)

    /// The number of a Content-Length line.
    private static func announced(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Int? {
        // The last letter before the colon is looked at first: few header names share it at this place.
        guard line.count > name.count, bytes[line.lowerBound + name.count - 1] == UInt8(ascii: ":") else { return nil }
        for (offset, letter) in name.enumerated() where bytes[line.lowerBound + offset] | 0x20 != letter | 0x20 { return nil }
        var number = 0
        for byte in bytes[(line.lowerBound + name.count)..<line.upperBound] where byte >= 0x30 && byte <= 0x39 {
            number = number * 10 + Int(byte) - 0x30
        }
        return number
    }
}
