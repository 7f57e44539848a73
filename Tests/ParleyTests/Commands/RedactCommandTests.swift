import Foundation
import Glibc
import JSONKit
import Redaction
import Testing

@testable import parley

@Suite("parley redact")
struct RedactCommandTests {
    /// Runs a filter over `input`, in pieces of `size` bytes.
    private func run(_ filter: some RedactingFilter, _ input: [UInt8], size: Int = 7) -> (output: [UInt8], problems: [String]) {
        var filter = filter
        var output: [UInt8] = []
        var problems: [String] = []
        var rest = input[...]
        while !rest.isEmpty {
            Array(rest.prefix(size)).withUnsafeBufferPointer { filter.consume($0, into: &output, problems: &problems) }
            rest = rest.dropFirst(size)
        }
        filter.finish(into: &output, problems: &problems)
        return (output, problems)
    }

    private func lines(_ input: String, size: Int = 7) -> (output: String, problems: [String]) {
        let result = run(RedactingLines(), Array(input.utf8), size: size)
        return (String(decoding: result.output, as: UTF8.self), result.problems)
    }

    static let answers: [(String, String)] = [
        (
            #"{"id":1,"text":"card 4111 1111 1111 1111 ok"}"#,
            #"{"id":1,"spans":[[5,24]],"text":"card 4111 11▇▇ ▇▇▇▇ 1111 ok"}"#
        ),
        (#"{"id":"a","text":"nothing"}"#, #"{"id":"a","spans":[],"text":"nothing"}"#),
        (#" { "text" : "" , "id" : null } "#, #"{"id":null,"spans":[],"text":""}"#),
        (#"{"id":{"b": [1.50, "\u00e9"]},"text":"x"}"#, #"{"id":{"b": [1.50, "\u00e9"]},"spans":[],"text":"x"}"#),
        (#"{"\u0069d":7,"other":[{"id":1}],"text":"é 4111111111111111"}"#, #"{"id":7,"spans":[[2,18]],"text":"é 411111▇▇▇▇▇▇1111"}"#),
        (#"{"id":1,"text":"\ud83d\udcb3 \u0034111111111111111"}"#, #"{"id":1,"spans":[[2,18]],"text":"💳 411111▇▇▇▇▇▇1111"}"#),
        (
            #"{"id":1,"text":"a\ud800b\u0000\ude00 4111111111111111\ud83d"}"#,
            #"{"id":1,"spans":[[6,22]],"text":"a\ud800b\u0000\ude00 411111▇▇▇▇▇▇1111\ud83d"}"#
        ),
        (#"{"id":1,"text":"q\"\\\/\n\t"}"#, #"{"id":1,"spans":[],"text":"q\"\\/\u000a\u0009"}"#),
        (
            #"{"id":1,"text":"4111111111111111 12/27 cvv 123"}"#,
            #"{"id":1,"spans":[[0,16]],"text":"411111▇▇▇▇▇▇1111 ▇▇/▇▇ cvv ▇▇▇"}"#
        ),
        (
            #"{"id":1,"messages":["my card","4111","1111","1111","1111 \ud800","bye"]}"#,
            #"{"id":1,"spans":[[1,0,4],[2,0,4],[3,0,4],[4,0,4]],"messages":["my card","4111","11▇▇","▇▇▇▇","1111 \ud800","bye"]}"#
        ),
        (
            #"{"id":1,"messages":["4111111111111111","5555555555554444"]}"#,
            #"{"id":1,"spans":[[0,0,16],[1,0,16]],"messages":["411111▇▇▇▇▇▇1111","555555▇▇▇▇▇▇4444"]}"#
        ),
        (#"{"id":1,"messages":[]}"#, #"{"id":1,"spans":[],"messages":[]}"#),
    ]

    @Test("--jsonl: ids are echoed as written, spans count scalars and name cards only, nothing but cards changes", arguments: answers)
    func answer(line: String, expected: String) {
        for size in [1, 7, 4096] {
            let result = lines(line + "\n", size: size)
            #expect(result.output == expected + "\n")
            #expect(result.problems.isEmpty)
        }
    }

    static let bad = [
        "x", "[1]", "{}", #"{"id":1}"#, #"{"text":"4111111111111111"}"#, #"{"id":1,"text":4111111111111111}"#,
        #"{"id":1,"messages":"4111111111111111"}"#, #"{"id":1,"messages":[{"text":"4111111111111111"}]}"#,
        #"{"id":1,"text":"a","messages":[]}"#, #"{"id":1,"text":"4111111111111111""#, "{\"id\":1,\"text\":\"a\tb\"}",
    ]

    @Test(
        "--jsonl: a line that cannot be read is named by its number, not passed on and not quoted; the others are answered", arguments: bad)
    func badLine(line: String) {
        let good = #"{"id":1,"text":"a"}"#
        let result = lines("\(good)\n\n\(line)\r\n\(good)")
        #expect(result.output == String(repeating: #"{"id":1,"spans":[],"text":"a"}"# + "\n", count: 2))
        #expect(result.problems.count == 1)
        #expect(result.problems.first?.hasPrefix("line 3: ") == true)
        #expect(result.problems.first?.contains("4111111111111111") == false)
    }

    @Test("--jsonl: a line over the limit is left out in bounded memory, bytes that are no UTF-8 are refused")
    func limits() {
        let long = Array(#"{"id":1,"text":""#.utf8) + [UInt8](repeating: 0x61, count: RedactingLines.longestLine)
        let result = run(
            RedactingLines(), long + Array("\"}\n".utf8) + [0x22, 0xFF, 0x0A] + Array(#"{"id":2,"text":"b"}"#.utf8), size: 1 << 16)
        #expect(String(decoding: result.output, as: UTF8.self) == #"{"id":2,"spans":[],"text":"b"}"# + "\n")
        #expect(result.problems.count == 2)
    }

    @Test("--jsonl: what is masked and unmasked agree in every scalar outside of cards, for any code points", arguments: 0..<200)
    func codePoints(seed: UInt64) throws {
        var random = SystemRandomNumberGenerator()
        let units = (0..<40).map { _ in UInt16.random(in: 0...0xFFFF, using: &random) }
        let text = units.map { #"\u"# + String(format: "%04x", $0) }.joined()
        let result = lines(#"{"id":0,"text":"\#(text)"}"# + "\n")
        let answer = try #require(result.problems.isEmpty ? result.output : nil, "\(text)")
        let value = try #require(answer.range(of: #""text":"#)).upperBound
        let literal = ArraySlice(answer[value...].dropLast(2).utf8)
        #expect(JSONText.string(literal) == JSONText.string(ArraySlice(#""\#(text)""#.utf8)), "\(text)")
    }

    @Test("text: what comes out does not depend on the pieces, and no number comes out", arguments: [1, 2, 17, 4096])
    func text(size: Int) {
        let input = "a 4111 1111\n1111 1111 b\r\n카드번호5555555555554444입니다\nno end"
        let result = run(RedactingStream(), Array(input.utf8), size: size)
        #expect(String(decoding: result.output, as: UTF8.self) == "a 4111 11▇▇\n▇▇▇▇ 1111 b\r\n카드번호555555▇▇▇▇▇▇4444입니다\nno end")
    }

    @Test("the program itself: both forms, exit code 1 after a bad line, 2 for words on the command line")
    func program() throws {
        let folder = Bundle.allBundles.compactMap { $0.bundlePath.hasSuffix(".xctest") ? $0.bundleURL.deletingLastPathComponent() : nil }
        let binary = (folder.first ?? Bundle.main.bundleURL).appendingPathComponent("parley")
        func call(_ arguments: [String], _ input: String) throws -> (output: String, error: String, code: Int32) {
            let process = Process()
            process.executableURL = binary
            process.arguments = arguments
            let (source, output, error) = (Pipe(), Pipe(), Pipe())
            (process.standardInput, process.standardOutput, process.standardError) = (source, output, error)
            try process.run()
            source.fileHandleForWriting.write(Data(input.utf8))
            try source.fileHandleForWriting.close()
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            let words = error.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (String(decoding: bytes, as: UTF8.self), String(decoding: words, as: UTF8.self), process.terminationStatus)
        }
        let text = try call(["redact"], "a 4111111111111111\n")
        #expect(text == ("a 411111▇▇▇▇▇▇1111\n", "", 0))
        let jsonl = try call(
            ["redact", "--jsonl"], "{\"id\":1,\"text\":\"4111111111111111\"}\n4111111111111111\n{\"id\":2,\"text\":\"b\"}\n")
        #expect(jsonl.output == "{\"id\":1,\"spans\":[[0,16]],\"text\":\"411111▇▇▇▇▇▇1111\"}\n{\"id\":2,\"spans\":[],\"text\":\"b\"}\n")
        #expect(jsonl.error == "parley redact: line 2: the line must be an object\n")
        #expect(jsonl.code == 1)
        #expect(try call(["redact", "file"], "").code == 2)
    }
}
