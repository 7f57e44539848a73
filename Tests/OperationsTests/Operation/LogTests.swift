import Core
import Glibc
import Operations
import Testing

struct LogTests {
    private let time = Instant(milliseconds: 1_769_861_384_512)

    private func line(_ level: Log.Level, _ pairs: KeyValuePairs<String, String> = [:]) -> Log.Line {
        let kept = Lock<[Log.Line]>([])
        Log(level: .debug) { line in kept.withLock { $0.append(line) } }.warning("Send failed", pairs)
        var line = kept.withLock { $0[0] }
        line.level = level
        return line
    }

    private func text(_ format: LogFormat, _ line: Log.Line) -> String { String(decoding: format.bytes(of: line, at: time), as: UTF8.self) }

    @Test("Each form of a line")
    func forms() {
        let line = line(.warning, ["integration": "0a1b", "reason": "time out"])
        let body = #"Send failed  integration=0a1b reason="time out""#
        #expect(text(.terminal(colour: false), line) == "12:09:44.512 WARN  \(body)\n")
        #expect(text(.terminal(colour: true), line) == "12:09:44.512 \u{1B}[33mWARN \u{1B}[0m \(body)\n")
        #expect(text(.plain, line) == "2026-01-31T12:09:44.512Z WARN  \(body)\n")
        #expect(text(.journal, line) == "<4>\(body)\n")
        #expect(
            text(.json, line)
                == #"{"time":"2026-01-31T12:09:44.512Z","level":"warning","message":"Send failed","fields":{"integration":"0a1b","reason":"time out"}}"#
                + "\n")
    }

    @Test("Invariant 2: a card number that gets into a log is masked, also one that the cut would have left in part")
    func cards() {
        for format in [LogFormat.terminal(colour: true), .plain, .journal, .json] {
            let written = text(
                format,
                line(.error, ["reason": "said \"4556 7375 8689 9855\"", "long": String(repeating: "x ", count: 505) + "4556737586899855"]))
            #expect(written.contains("4556 73▇▇ ▇▇▇▇ 9855"))
            #expect(!written.contains("4556737586"))
        }
    }

    @Test("The journal gets syslog's priority", arguments: [(Log.Level.debug, "<7>"), (.info, "<6>"), (.warning, "<4>"), (.error, "<3>")])
    func priority(_ level: Log.Level, _ prefix: String) { #expect(text(.journal, line(level)) == "\(prefix)Send failed\n") }

    @Test(
        "A value cannot end its line, pose as another field or steer a terminal",
        arguments: [
            ("a\nERROR forged", #""a\nERROR forged""#), ("x level=error", #""x level=error""#), ("a=b", #""a=b""#), ("", #""""#),
            ("\u{1B}[2J", #""\u{1b}[2J""#), ("a\"b\\", #""a\"b\\""#), ("\u{202E}txt", #""\u{202e}txt""#),
            ("\u{85}\u{2028}", #""\u{85}\u{2028}""#),
            ("日本", #""日本""#), ("plain/1.2:3", "plain/1.2:3"),
        ])
    func injection(_ value: String, _ written: String) {
        for format in [LogFormat.journal, .plain, .terminal(colour: false)] {
            let text = text(format, line(.info, ["v": value]))
            #expect(text.hasSuffix("  v=\(written)\n"))
            #expect(text.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        }
    }

    @Test("A long value is cut off")
    func long() {
        let text = text(.journal, line(.info, ["v": String(repeating: "a", count: 5000)]))
        #expect(text == "<6>Send failed  v=\(String(repeating: "a", count: LogFormat.valueLimit))…\n")
    }

    @Test("The form follows what standard error is connected to")
    func suited() {
        #expect(LogFormat.suited(isTerminal: false, identity: "8:1", variables: ["JOURNAL_STREAM": "8:1"]) == .journal)
        #expect(LogFormat.suited(isTerminal: false, identity: "8:2", variables: ["JOURNAL_STREAM": "8:1"]) == .plain)
        #expect(LogFormat.suited(isTerminal: true, identity: nil, variables: [:]) == .terminal(colour: true))
        #expect(LogFormat.suited(isTerminal: true, identity: nil, variables: ["NO_COLOR": "1"]) == .terminal(colour: false))
    }

    @Test("A line is written to the descriptor at once")
    func writes() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        LogWriter(descriptor: ends[1], format: .journal) { .zero }.log(level: .info).info("Begun", ["port": "1"])
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(ends[0], &bytes, bytes.count)
        #expect(String(decoding: bytes[..<max(0, count)], as: UTF8.self) == "<6>Begun  port=1\n")
    }
}
