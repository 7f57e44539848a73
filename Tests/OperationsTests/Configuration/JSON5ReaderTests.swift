import Operations
import Testing

struct JSON5ReaderTests {
    /// The value as compact text that tells kinds apart.
    private func text(_ value: JSON5Value) -> String {
        switch value.kind {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .number(let text): "#\(text)"
        case .string(let text): "\"\(text)\""
        case .array(let values): "[\(values.map(text).joined(separator: ","))]"
        case .object(let members): "{\(members.map { "\($0.key):\(text($0.value))" }.joined(separator: ","))}"
        }
    }

    @Test(
        "What JSON5 allows is read",
        arguments: [
            ("{}", "{}"), ("[]", "[]"), (" \u{FEFF}\u{A0}\u{2028}null\r\n", "null"), ("[true,false,]", "[true,false]"),
            ("{a:1,'b':2,\"c\":3,$_d1:4,ü:5,}", "{a:#1,b:#2,c:#3,$_d1:#4,ü:#5}"), ("// c\n/* a\n* b */ 1 // e", "#1"),
            (
                "[.5,5.,-0,+1,1e3,1.5E-2,0x1F,-0Xab,Infinity,-Infinity,NaN]",
                "[#.5,#5.,#-0,#+1,#1e3,#1.5E-2,#0x1F,#-0Xab,#Infinity,#-Infinity,#NaN]"
            ),
            (#"'it\'s "x"'"#, #""it's "x"""#), (#""\x41\u00e9\ud83d\ude00\ud83d\n\v\0\q""#, "\"Aé😀\u{FFFD}\n\u{B}\0q\""),
            ("'a\\\nb\\\r\nc'", "\"abc\""),
            ("{a:1,a:2}", "{a:#1,a:#2}"),
        ])
    func allowed(_ source: String, _ expected: String) throws {
        #expect(text(try JSON5Reader.read(Array(source.utf8))) == expected)
    }

    @Test(
        "What is not JSON5 is refused with line, column and reason",
        arguments: [
            ("", 1, 1, "the file ends where a value should be"), ("{\n\n a 1}", 3, 4, "a colon should be here, between key and value"),
            ("{a:1", 1, 5, "the file ends before `}`"), ("[1 2]", 1, 4, "a comma should be here, between two entries"),
            ("[,]", 1, 2, "a value should be here; text needs quotes"), ("{1:2}", 1, 2, "a key should be here"),
            ("/* \n\n", 3, 1, "the file ends inside a comment"), ("/x", 1, 1, "a comment begins with // or /*"),
            ("'a\nb'", 1, 3, "a text has no closing quote on its line"), ("'a", 1, 3, "the file ends inside a text"),
            (#"'\u12'"#, 1, 4, "an escape needs 4 hexadecimal digits"), (#"'\1'"#, 1, 4, "a backslash before a digit means nothing"),
            ("012", 1, 1, "a number cannot begin with a zero; identifiers need quotes"),
            ("1a", 1, 2, "a number cannot go on like this; text needs quotes"),
            ("0x", 1, 3, "a hexadecimal number needs digits"), ("+", 1, 2, "a number needs digits"),
            ("1e", 1, 3, "an exponent needs digits"),
            ("tru", 1, 1, "a value should be here; text needs quotes"), ("1 1", 1, 3, "something follows after the end of the value"),
            (String(repeating: "[", count: 33), 1, 33, "lists and objects are nested too deep"),
        ])
    func refused(_ source: String, _ line: Int, _ column: Int, _ problem: String) {
        #expect(throws: JSON5Error(line: line, column: column, problem: problem)) { try JSON5Reader.read(Array(source.utf8)) }
    }

    @Test("A truncated document is refused at every length, without a crash")
    func truncated() {
        let source = Array("{ a: [1, 'b\\u0041', /* c */ { d: -0x1F, e: .5e1 }], f: null }".utf8)
        for length in 0..<source.count {
            #expect(throws: JSON5Error.self, "length \(length)") { try JSON5Reader.read(Array(source[..<length])) }
        }
    }

    @Test("Bytes that are not UTF-8 and too many bytes are refused")
    func bytes() {
        #expect(throws: JSON5Error(line: 1, column: 1, problem: "the file is not UTF-8 text")) { try JSON5Reader.read([0x22, 0xFF, 0x22]) }
        #expect(throws: JSON5Error(line: 1, column: 1, problem: "the file is larger than 1 MiB")) {
            try JSON5Reader.read([UInt8](repeating: 0x20, count: 1 << 20 + 1))
        }
    }
}
