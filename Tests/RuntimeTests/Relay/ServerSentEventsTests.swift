import Core
import Runtime
import Testing

@Suite("Server-sent events") struct ServerSentEventsTests {
    private typealias Event = ServerSentEvents.Event

    /// A stream and its events as `id|type|data`.
    static let streams: [(stream: String, events: [String])] = [
        ("data: a\n\n", ["-||a"]), ("data:a\ndata: b\n\n", ["-||a\nb"]), ("id: 7\nevent: x\ndata: a\n\n", ["7|x|a"]),
        ("id: 7\ndata: a\n\ndata: b\n\n", ["7||a", "7||b"]), ("id: 7\ndata: a\n\nid\ndata: b\n\n", ["7||a", "-||b"]),
        ("data: a\r\n\r\ndata: b\r\rdata: c\n\n", ["-||a", "-||b", "-||c"]), (": alive\n\n: alive\n\n", []),
        ("event: x\n\ndata: a\n\n", ["-||a"]),
        ("\u{FEFF}data: a\n\n", ["-||a"]), ("data\n\n", ["-||"]), ("data: a\n", []), ("data:  a\nother: b\nnonsense\n\n", ["-|| a"]),
        ("id: a\0b\ndata: ü\n\n", ["-||ü"]), ("retry: 2500\n\n", []),
    ]

    @Test("Events are the same however the stream is torn", arguments: streams)
    func torn(stream: String, events: [String]) {
        let bytes = Array(stream.utf8)
        for split in 0...bytes.count {
            var reader = ServerSentEvents(limit: 1000)
            let found = reader.read(Array(bytes[..<split])) + reader.read(Array(bytes[split...]))
            let texts = found.map { "\($0.id ?? "-")|\($0.type)|\(String(decoding: $0.data, as: UTF8.self))" }
            #expect(texts == events, "split at \(split)")
        }
        var reader = ServerSentEvents(limit: 1000)
        #expect(bytes.flatMap { reader.read([$0]) }.count == events.count)
    }

    @Test("Invariant 13: an event over the bound is told of with its id, and the next one is whole")
    func tooLarge() {
        var reader = ServerSentEvents(limit: 10)
        let long = String(repeating: "x", count: 100)
        let events = reader.read(Array("id: 1\ndata: \(long)\n\ndata: 12345\ndata: 67890\nid: 2\n\nid: 3\ndata: a\n\n".utf8))
        #expect(events.map(\.isTooLarge) == [true, true, false] && events.map(\.id) == ["1", "2", "3"])
        #expect(events.map(\.data.count) == [0, 0, 1])
    }

    @Test("The wait that a relay asks for is taken over")
    func retry() {
        var reader = ServerSentEvents(limit: 10)
        _ = reader.read(Array("retry: 2500\nretry: x\n\n".utf8))
        #expect(reader.retry == .milliseconds(2500))
    }
}
