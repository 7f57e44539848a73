/// Reads a JSON5 document into a tree that knows its lines.
///
/// Foundation's JSON5 decoder on Linux tells neither the line of a fault nor a key that is given twice; both matter in a file that
/// people write. Bounds: `sizeLimit` bytes, `depthLimit` nested lists and objects. Source: The JSON5 Data Interchange Format 1.0.0.
package struct JSON5Reader {
    /// The largest document, in bytes.
    package static let sizeLimit = 1 << 20
    /// How deep lists and objects may nest.
    package static let depthLimit = 32

    let bytes: [UInt8]
    var index = 0
    private var line = 1
    private var lineStart = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value of the whole document.
    package static func read(_ bytes: [UInt8]) throws(JSON5Error) -> JSON5Value {
        var reader = JSON5Reader(bytes)
        guard bytes.count <= sizeLimit else { throw reader.fault("the file is larger than 1 MiB") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw reader.fault("the file is not UTF-8 text") }
        try reader.skipSpace()
        let value = try reader.value()
        try reader.skipSpace()
        guard reader.peek == nil else { throw reader.fault("something follows after the end of the value") }
        return value
    }

    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    func fault(_ problem: String) -> JSON5Error {
        JSON5Error(line: line, column: index - lineStart + 1, problem: problem)
    }

    func follows(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return bytes[index...].starts(with: wanted)
    }

    /// To be called with `index` behind a line feed.
    mutating func beginLine() {
        line += 1
        lineStart = index
    }

    // MARK: Values

    private mutating func value() throws(JSON5Error) -> JSON5Value {
        let start = line
        return JSON5Value(kind: try kind(), line: start)
    }

    private mutating func kind() throws(JSON5Error) -> JSON5Value.Kind {
        guard let first = peek else { throw fault("the file ends where a value should be") }
        switch first {
        case UInt8(ascii: "{"): return .object(try nested { (reader) throws(JSON5Error) in try reader.members() })
        case UInt8(ascii: "["): return .array(try nested { (reader) throws(JSON5Error) in try reader.elements() })
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: return try word()
        }
    }

    private mutating func word() throws(JSON5Error) -> JSON5Value.Kind {
        let start = index
        while let byte = peek, isIdentifier(byte, first: index == start) { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        switch word {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "Infinity", "NaN": return .number(word)
        default:
            index = start
            throw fault("a value should be here; text needs quotes")
        }
    }

    private mutating func nested<Result>(_ body: (inout JSON5Reader) throws(JSON5Error) -> Result) throws(JSON5Error) -> Result {
        guard depth < Self.depthLimit else { throw fault("lists and objects are nested too deep") }
        depth += 1
        index += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func members() throws(JSON5Error) -> [JSON5Value.Member] {
        var members: [JSON5Value.Member] = []
        while try !ends(with: UInt8(ascii: "}"), "`}`") {
            let start = line
            let key = try key()
            try skipSpace()
            guard peek == UInt8(ascii: ":") else { throw fault("a colon should be here, between key and value") }
            index += 1
            try skipSpace()
            members.append(JSON5Value.Member(key: key, line: start, value: try value()))
            try separator(before: UInt8(ascii: "}"))
        }
        return members
    }

    private mutating func elements() throws(JSON5Error) -> [JSON5Value] {
        var elements: [JSON5Value] = []
        while try !ends(with: UInt8(ascii: "]"), "`]`") {
            elements.append(try value())
            try separator(before: UInt8(ascii: "]"))
        }
        return elements
    }

    private mutating func ends(with end: UInt8, _ name: String) throws(JSON5Error) -> Bool {
        try skipSpace()
        guard let byte = peek else { throw fault("the file ends before \(name)") }
        guard byte == end else { return false }
        index += 1
        return true
    }

    private mutating func separator(before end: UInt8) throws(JSON5Error) {
        try skipSpace()
        if peek == UInt8(ascii: ",") {
            index += 1
        } else if let byte = peek, byte != end {
            throw fault("a comma should be here, between two entries")
        }
    }

    private mutating func key() throws(JSON5Error) -> String {
        if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try string() }
        let start = index
        while let byte = peek, isIdentifier(byte, first: index == start) { index += 1 }
        guard index > start else { throw fault("a key should be here") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private func isIdentifier(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
        default: false
        }
    }
}
