import JSONKit
import Testing

@Suite struct JSONSyntaxTests {
    @Test(arguments: [
        ("", JSONError.Reason.empty), (" \n\t ", .empty), ("\u{FEFF}", .empty),
        ("{", .syntax), ("}", .syntax), ("[1,]", .syntax), (#"{"a":1,}"#, .syntax), (#"{"a" 1}"#, .syntax), ("{1:2}", .syntax),
        ("[1 2]", .syntax), ("[1]]", .syntax), ("{}{}", .syntax), ("nul", .syntax), ("tru", .syntax), ("'a'", .syntax),
        ("[\"a\nb\"]", .syntax), (#"["\x"]"#, .syntax), (#"["\u12g4"]"#, .syntax), (#"["\u12"]"#, .syntax), ("// c\n1", .syntax),
        ("{12345678901234567890123:1}", .syntax),
        ("[1.]", .number), ("[01]", .number), ("[-]", .number), ("[1e]", .number), ("[1.e3]", .number), ("[1a]", .number),
        ("[012345678901234567890123]", .number), ("[123456789012345678901234.]", .number), ("[-0123456789012345678901]", .number),
    ])
    func malformedText_isRefusedWithItsReason(text: String, reason: JSONError.Reason) {
        #expect(refusal(text)?.reason == reason)
    }

    @Test(arguments: [
        ([0x22, 0xFF, 0x22], 1), ([0x22, 0x61, 0xC0, 0x80, 0x22], 2), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
        ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0xEF, 0xBB, 0xBF, 0x22, 0x80, 0x22], 4),
    ])
    func invalidUTF8_isRefusedWithItsPlace(bytes: [UInt8], offset: Int) {
        #expect(refusal(bytes) == JSONError(.utf8, at: offset))
    }

    @Test func error_neverShowsTheText() {
        let error = refusal(#"{"card":4111111111111111"#)
        #expect(error?.description == "the text is not valid JSON")
    }

    @Test func byteOrderMark_isSkipped() throws {
        #expect(try parsed("\u{FEFF}{\"a\":1}")["a"].int == 1)
    }

    @Test(arguments: [
        (#""\ud83d\ude00""#, "😀"), (#""\ud83d""#, "\u{FFFD}"), (#""a\ude00b""#, "a\u{FFFD}b"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\uD83D\n""#, "\u{FFFD}\n"),
        (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\\ud83d""#, "\\ud83d"), (#""\ud83d\\ude00""#, "\u{FFFD}\\ude00"),
        (#""\u0000a\u0000""#, "\0a\0"), (#""\u2028\u2029\"\\\/\b\f\n\r\t""#, "\u{2028}\u{2029}\"\\/\u{8}\u{C}\n\r\t"),
    ])
    func escapes_areRead_andHalfSurrogatesReplaced(text: String, value: String) throws {
        let json = try parsed("[\(text), 1]")
        #expect(json[0].string == value)
        #expect(json[1].int == 1)
        #expect(String(validating: json.serialized(), as: UTF8.self) != nil)
        #expect(try JSONDocument.parse(json.serialized()).root[0].string == value)
    }

    @Test func keysWithAnything_areFound() throws {
        let json = try parsed(#"{"":1,"\u0000":2,"a\"b":3,"\ud83d":4,"😀":5}"#)
        #expect(json[""].int == 1)
        #expect(json["\0"].int == 2)
        #expect(json["a\"b"].int == 3)
        #expect(json["\u{FFFD}"].int == 4)
        #expect(json["😀"].int == 5)
    }

    /// What a number reads as.
    struct Number: CustomTestStringConvertible {
        let text: String
        var kind = JSON.Kind.integer
        var int: Int64?
        var uint: UInt64?
        var double: Double?
        var testDescription: String { String(text.prefix(40)) }
    }

    @Test(arguments: [
        Number(text: "0", int: 0, uint: 0, double: 0), Number(text: "-1", int: -1, double: -1),
        Number(text: "9007199254740993", int: 9_007_199_254_740_993, uint: 9_007_199_254_740_993),
        Number(text: "9223372036854775807", int: .max, uint: 9_223_372_036_854_775_807),
        Number(text: "9223372036854775808", uint: 9_223_372_036_854_775_808, double: 0x1p63),
        Number(text: "-9223372036854775808", int: .min, double: -0x1p63), Number(text: "-9223372036854775809"),
        Number(text: "18446744073709551615", uint: .max), Number(text: "18446744073709551616"),
        Number(text: "1" + String(repeating: "0", count: 400)), Number(text: "-1" + String(repeating: "0", count: 400)),
        Number(text: "1e400", kind: .double), Number(text: "-1.5E+400", kind: .double),
        Number(text: "1" + String(repeating: "0", count: 400) + ".5", kind: .double),
        Number(text: "0.1", kind: .double, double: 0.1), Number(text: "5.0", kind: .double, double: 5),
        Number(text: "1.7976931348623157e+308", kind: .double, double: .greatestFiniteMagnitude),
    ])
    func numbers_areKeptExactly(_ number: Number) throws {
        let text = #"{"before":"a \"1e999\" b","n":\#(number.text),"m":[\#(number.text), 1],"after":7}"#
        let json = try parsed(text)
        for value in [json["n"], json["m"][0]] {
            #expect(value.kind == number.kind)
            #expect(value.int == number.int)
            #expect(value.uint == number.uint)
            #expect(value.double == number.double)
            #expect(value.numberText == number.text)
            #expect(value.string == nil)
            #expect(String(decoding: value.serialized(), as: UTF8.self) == number.text)
            #expect(String(decoding: JSONValue(value).serialized(), as: UTF8.self) == number.text)
        }
        #expect(json["before"].string == #"a "1e999" b"#)
        #expect(json["after"].int == 7)
    }

    @Test func largeNumberAlone_isADocument() throws {
        #expect(try parsed(" 18446744073709551616 ").numberText == "18446744073709551616")
    }

    @Test func tinyNumber_isZero() throws {
        #expect(try parsed("1e-400").double == 0)
    }
}
