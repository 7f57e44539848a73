import ConnectorKit
import Core
import JSONKit
import Redaction
import Store
import StoreSQLite
import StoreTesting
import Testing

@testable import Runtime

@Suite("Invariant 2: a card that comes in several messages is masked, also where its first parts are stored already")
struct SplitCardTests {
    static let parts = ["4556", "7375", "8689", "9855"]

    private func world(masksCards: Bool = true, store: (any Store)? = nil) async throws -> (InboundWorld, Metrics) {
        let metrics = Metrics()
        let world = try await InboundWorld(store: store, masking: CardMasking(metrics: metrics), masksCards: masksCards, metrics: metrics)
        return (world, metrics)
    }

    private func say(_ texts: [String], _ world: InboundWorld, from: String = "a1", gap: Int64 = 5, first: Int = 0) async throws {
        for (number, words) in texts.enumerated() {
            try await world.take(text("\(from)-\(first + number)", from: from, at: InboundWorld.start + Int64(number) * gap, words))
        }
    }

    /// Everything that is stored of a message's words: record, event, journal.
    private func stored(_ world: InboundWorld) async throws -> String {
        let records = try await world.messages(of: "a1").map { String(decoding: $0.content.bytes, as: UTF8.self) }
        let events = try await world.events().map { String(decoding: $0.body.bytes, as: UTF8.self) }
        let journal = try await world.entries().map { String(decoding: $0.payload, as: UTF8.self) }
        let copies = try await world.messages(of: "a1").flatMap { [$0.quoted, $0.versions] }.compactMap { $0 }
        return (records + events + journal + copies.map { String(decoding: $0.bytes, as: UTF8.self) }).joined(separator: "\n")
    }

    @Test("one message after the other: records, events not delivered and journal are masked, and an event names each message that changed")
    func oneByOne() async throws {
        let (world, metrics) = try await world()
        try await say(["my card is"] + Self.parts, world)
        #expect(try await world.texts(of: "a1") == ["my card is", "4556", "73▇▇", "▇▇▇▇", "9855"])
        let stored = try await stored(world)
        for digits in ["\"7375\"", "\"8689\""] { #expect(!stored.contains(digits)) }
        let told = try await world.events().filter { $0.type == "parley:redaction" }.map { try JSONDocument.parse($0.body.bytes).root }
        let ids = try await world.messages(of: "a1").map { "\($0.id)" }
        #expect(told.map { $0["payload"]["message"]["id"].string } == [ids[2], ids[3]])
        #expect(metrics.value("parley_redactions_total", "split_card") == 1)
    }

    @Test("all in one request: nothing of the middle is ever written or handed over")
    func oneBatch() async throws {
        let handed = Lock<[OutboxEvent]>([])
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        store.onEvents { events in handed.withLock { $0 += events } }
        let (world, _) = try await world(store: store)
        let events = Self.parts.enumerated().map { text("m\($0)", $1) }.joined(separator: ",")
        await world.post(#"{"events":[\#(events)]}"#)
        try await world.applyAll()
        #expect(try await world.texts(of: "a1") == ["4556", "73▇▇", "▇▇▇▇", "9855"])
        let seen = try await stored(world) + handed.withLock { $0.map { String(decoding: $0.body.bytes, as: UTF8.self) }.joined() }
        for digits in ["\"7375\"", "\"8689\""] { #expect(!seen.contains(digits)) }
    }

    @Test("two senders, long pauses, duplicates and apps without masking are told apart")
    func negatives() async throws {
        let (mixed, _) = try await world()
        for (number, words) in Self.parts.enumerated() {
            try await mixed.take(text("m\(number)", from: number % 2 == 0 ? "a1" : "a2", words))
        }
        #expect(try await mixed.texts(of: "a1") == ["4556", "8689"])
        let (slow, _) = try await world()
        try await say(Self.parts, slow, gap: 700)
        #expect(try await slow.texts(of: "a1") == Self.parts)
        let (off, _) = try await world(masksCards: false)
        try await say(Self.parts, off)
        #expect(try await off.texts(of: "a1") == Self.parts)
        let (again, _) = try await world()
        for (number, words) in Self.parts.enumerated() {
            for _ in 1...3 { try await again.take(text("m\(number)", words)) }
        }
        #expect(try await again.texts(of: "a1") == ["4556", "73▇▇", "▇▇▇▇", "9855"])
    }

    @Test("versions of an edited part, its edits and quotes of it are masked as well")
    func copies() async throws {
        let (world, _) = try await world()
        let at = InboundWorld.start
        try await world.take(text("p1", at: at, "4556"), text("p2", at: at + 1, "7375 oops"))
        try await world.take(#"{"kind":"edit","id":"e1","at":\#(at + 2),"from":["a1"],"target":"p2","text":"7375"}"#)
        try await world.take(text("q1", at: at + 3, "I mean this", more: #","quoted":"p2","copy":"7375""#))
        try await world.take(text("p3", at: at + 4, "8689"), text("p4", at: at + 5, "9855"))
        #expect(try await world.texts(of: "a1") == ["4556", "73▇▇", "I mean this", "▇▇▇▇", "9855"])
        let stored = try await stored(world)
        for digits in ["7375", "8689"] { #expect(!stored.contains(digits), "\(digits)") }
        let edited = try await world.messages(of: "a1")[1]
        #expect(edited.versions.map { String(decoding: $0.bytes, as: UTF8.self) }?.contains("▇▇▇▇ oops") == true)
    }

    @Test("an edit that completes a card masks it before it is told of")
    func completedByEdit() async throws {
        let (world, metrics) = try await world()
        try await say(["4556", "7375", "8689", "985"], world)
        try await world.take(
            #"{"kind":"edit","id":"e1","at":\#(InboundWorld.start + 30),"from":["a1"],"target":"a1-3","text":"9855"}"#)
        #expect(try await world.texts(of: "a1") == ["4556", "73▇▇", "▇▇▇▇", "9855"])
        #expect(metrics.value("parley_redactions_total", "split_card") == 1)
    }

    @Test("a transaction that fails leaves the memory as it was, one that is repeated does nothing twice", arguments: [false, true])
    func faults(afterCommit: Bool) async throws {
        let store = FaultInjectingStore(try SQLiteStore(SQLiteOptions(.temporary)))
        let (world, metrics) = try await world(store: store)
        try await say(Array(Self.parts.prefix(3)), world)
        await world.post(#"{"events":[\#(text("last", at: InboundWorld.start + 20, Self.parts[3]))]}"#)
        store.inject(.init(moment: afterCommit ? .afterCommit : .beforeCommit))
        try await world.applyAll()
        #expect(try await world.texts(of: "a1") == ["4556", "73▇▇", "▇▇▇▇", "9855"])
        #expect(metrics.value("parley_redactions_total", "split_card") == (afterCommit ? 0 : 1))
        #expect(try await world.types().filter { $0 == "parley:redaction" }.count == 2)
    }

    @Test("a bad event beside it does not keep a card from being seen")
    func badNeighbour() async throws {
        let (world, _) = try await world()
        try await say(Array(Self.parts.prefix(2)), world)
        let bad = #"{"kind":"text","id":"bad","at":1790000000,"text":"x"}"#
        let rest = Self.parts.suffix(2).enumerated().map { text("z\($0)", at: InboundWorld.start + 20, $1) }
        await world.post(#"{"events":[\#(rest[0]),\#(bad),\#(rest[1])]}"#)
        try await world.applyAll()
        #expect(try await world.texts(of: "a1") == ["4556", "73▇▇", "▇▇▇▇", "9855"])
    }

    @Test("the memory is bounded and keeps those who spoke last")
    func bounded() {
        let cards = SplitCards()
        let integration = ID(high: 1, low: 1)
        for number in 0...SplitCards.capacity {
            cards.adopt(["s\(number)": SplitCards.Memory()], integration, now: Instant(milliseconds: Int64(number)))
        }
        #expect(cards.count <= SplitCards.capacity && cards.count >= SplitCards.capacity / 2 - 1)
        #expect(cards.memory(of: "s0", integration) == nil)
        #expect(cards.memory(of: "s\(SplitCards.capacity)", integration) != nil)
    }
}

extension Metrics {
    /// The sum of a name's samples with a label value.
    func value(_ name: String, _ label: String) -> Int64 {
        samples().samples.filter { $0.series.name == name && $0.series.labels.contains { $0.value == label } }.reduce(0) { $0 + $1.value }
    }
}
