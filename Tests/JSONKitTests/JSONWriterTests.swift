import Core
import JSONKit
import Testing

@Suite struct JSONWriterTests {
    @Test func nestedObject_hasItsCommas() throws {
        let id: String? = nil
        let name = "dynamic"
        let bytes = JSONWriter.object(capacity: 1) { json in
            json.field("id", "a\"b")
            json.field("absent", ifPresent: id)
            json.object("source") { json in
                json.field("n", Int64.min)
                json.field("u", UInt64.max)
                json.field("d", 0.1)
                json.field("nan", Double.nan)
            }
            json.array("empty") { _ in }
            json.array("list") { json in
                for text in ["x", "y"] { json.value(text) }
                json.object { $0.field(name, true) }
                json.null()
                json.value(plainASCII: 3) { out in for i in 0..<3 { out[i] = UInt8(ascii: "a") } }
            }
            json.field("raw", raw: Array("[1,2]".utf8))
            json.field("zero", 0)
        }
        let expected =
            #"{"id":"a\"b","source":{"n":-9223372036854775808,"u":18446744073709551615,"d":0.1,"nan":null},"empty":[],"#
            + #""list":["x","y",{"dynamic":true},null,"aaa"],"raw":[1,2],"zero":0}"#
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func bytesThatAreNotUTF8_becomeReplacementCharacters() throws {
        let bytes = JSONWriter.array { $0.value(utf8: [0x61, 0xFF, 0x62]) }
        #expect(String(validating: bytes, as: UTF8.self) == "[\"a\u{FFFD}b\"]")
    }

    @Test func everyScalarBelow0x100_andEveryLength_survivesARoundTrip() throws {
        for scalar in UInt8.min...UInt8.max {
            for padding in 0..<18 {
                let text = String(repeating: "a", count: padding) + String(UnicodeScalar(scalar)) + "tail"
                let bytes = JSONWriter.array(capacity: 1) { $0.value(text) }
                #expect(try JSONDocument.parse(bytes).root[0].string == text, "U+\(String(scalar, radix: 16)) after \(padding)")
            }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
    func randomValues_surviveARoundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let value = JSONValue.random(depth: 4, using: &random)
            let bytes = value.serialized()
            #expect(String(validating: bytes, as: UTF8.self) != nil, "seed \(seed)")
            let read = try JSONDocument.parse(bytes).root
            #expect(JSONValue(read) == value, "seed \(seed)")
            #expect(read.serialized() == bytes, "seed \(seed)")
        }
    }
}

extension JSONValue {
    static func random(depth: Int, using random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .int(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random))
        case 3: return .double(Double(bitPattern: random.next() & 0xBFEF_FFFF_FFFF_FFFF))
        case 4, 5: return .string(text(using: &random))
        case 6: return .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
        default:
            let count = Int.random(in: 0..<5, using: &random)
            return .object((0..<count).map { _ in Member(text(using: &random), .random(depth: depth - 1, using: &random)) })
        }
    }

    private static func text(using random: inout SeededGenerator) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x1F, 0x20...0x7E, 0x20...0x7E, 0x7F...0x7FF, 0x2020...0x2030, 0xAC00...0xD7FF, 0x1F600...0x1F64F,
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
            text.unicodeScalars.append(UnicodeScalar(UInt32.random(in: range, using: &random)) ?? "?")
        }
        return text
    }
}
