extension JSON5Reader {
    /// Reads a quoted text, from its first quote on.
    mutating func string() throws(JSON5Error) -> String {
        let quote = bytes[index]
        index += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case quote:
                index += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &text)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): throw fault("a text has no closing quote on its line")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw fault("the file ends inside a text")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSON5Error) {
        guard let byte = peek else { throw fault("the file ends inside a text") }
        index += 1
        switch byte {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "v"): text.append(0x0B)
        case UInt8(ascii: "0"): text.append(0)
        case UInt8(ascii: "x"): append(try hexadecimal(2), to: &text)
        case UInt8(ascii: "u"): try unicode(into: &text)
        case UInt8(ascii: "\r"):
            if peek == UInt8(ascii: "\n") { index += 1 }
            beginLine()
        case UInt8(ascii: "\n"): beginLine()
        case UInt8(ascii: "1")...UInt8(ascii: "9"): throw fault("a backslash before a digit means nothing")
        default: text.append(byte)
        }
    }

    private mutating func unicode(into text: inout [UInt8]) throws(JSON5Error) {
        let first = try hexadecimal(4)
        guard first & 0xFC00 == 0xD800 else { return append(first, to: &text) }
        // Two escapes make one character outside the first plane; a half alone becomes U+FFFD.
        let back = index
        if follows("\\u") {
            index += 2
            let second = try hexadecimal(4)
            if second & 0xFC00 == 0xDC00 { return append(0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF), to: &text) }
            index = back
        }
        append(0xFFFD, to: &text)
    }

    private func append(_ value: UInt32, to text: inout [UInt8]) {
        text.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    }

    private mutating func hexadecimal(_ count: Int) throws(JSON5Error) -> UInt32 {
        let digits = bytes[index...].prefix(count)
        guard digits.count == count, digits.allSatisfy(isHexadecimal),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("an escape needs \(count) hexadecimal digits") }
        index += count
        return value
    }

    private func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): byte >= UInt8(ascii: "0")
        default: false
        }
    }

    private func isDecimal(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Reads a number and returns it as written.
    mutating func number() throws(JSON5Error) -> String {
        let start = index
        if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
        if follows("Infinity") {
            index += 8
        } else if follows("NaN") {
            index += 3
        } else if follows("0x") || follows("0X") {
            index += 2
            guard skip(isHexadecimal) > 0 else { throw fault("a hexadecimal number needs digits") }
        } else {
            try decimal()
        }
        if let byte = peek,
            byte >= 0x80 || byte == UInt8(ascii: "_") || isHexadecimal(byte) || byte | 0x20 >= UInt8(ascii: "a") && byte < 0x7B
        {
            throw fault("a number cannot go on like this; text needs quotes")
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func decimal() throws(JSON5Error) {
        if peek == UInt8(ascii: "0"), index + 1 < bytes.count, isDecimal(bytes[index + 1]) {
            throw fault("a number cannot begin with a zero; identifiers need quotes")
        }
        var digits = skip(isDecimal)
        if peek == UInt8(ascii: ".") {
            index += 1
            digits += skip(isDecimal)
        }
        guard digits > 0 else { throw fault("a number needs digits") }
        guard peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") else { return }
        index += 1
        if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
        guard skip(isDecimal) > 0 else { throw fault("an exponent needs digits") }
    }

    private mutating func skip(_ belongs: (UInt8) -> Bool) -> Int {
        let start = index
        while let byte = peek, belongs(byte) { index += 1 }
        return index - start
    }
}
