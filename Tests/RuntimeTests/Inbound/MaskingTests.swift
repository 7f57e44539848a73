import ConnectorKit
import Core
import Foundation
import JSONKit
import Runtime
import Store
import StoreSQLite
import Testing

/// Masks one marker, as if it were a card number.
struct MarkerMasking: Masking {
    static let marker = "4111111111111111"
    static let mask = "411111XXXXXX1111"

    func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let text = String(decoding: text, as: UTF8.self)
        return text.contains(Self.marker) ? Array(text.replacingOccurrences(of: Self.marker, with: Self.mask).utf8) : nil
    }
}

@Suite("Card numbers are masked before anything is written")
struct MaskingTests {
    static let marker = MarkerMasking.marker

    private func masked(_ text: String) throws -> String? {
        let masker = PayloadMasker(MarkerMasking(), identifiers: IdentifierFields(["id", "ref.to"], text: ["body.id"]))
        return masker.masked(try JSONDocument.parse(text).root).map { String(decoding: $0, as: UTF8.self) }
    }

    static let payloads: [(String, String?)] = [
        (#"{"text":"hello 411111"}"#, nil),
        (#"{"text":"my card: 4111111111111111!"}"#, #"{"text":"my card: 411111XXXXXX1111!"}"#),
        (#"{"list":[{"a":"4111111111111111"},{"a":"x"}]}"#, #"{"list":[{"a":"411111XXXXXX1111"},{"a":"x"}]}"#),
        (#"{"id":"4111111111111111"}"#, nil),
        (#"{"ref":{"to":"4111111111111111"},"to":"4111111111111111"}"#, #"{"ref":{"to":"4111111111111111"},"to":"411111XXXXXX1111"}"#),
        (#"{"body":{"id":"4111111111111111"}}"#, #"{"body":{"id":"411111XXXXXX1111"}}"#),
        (#"{"n":4111111111111111,"id":4111111111111111,"small":41111}"#, #"{"n":"411111XXXXXX1111","id":4111111111111111,"small":41111}"#),
        (#"{"4111111111111111":1}"#, #"{"411111XXXXXX1111":1}"#),
        (#"{"t":"\u0034111111111111111"}"#, #"{"t":"411111XXXXXX1111"}"#),
        (#"{"same":"4111111111111111","same":"4111111111111111"}"#, #"{"same":"411111XXXXXX1111","same":"411111XXXXXX1111"}"#),
        (
            #"{"a":"{\"n\":4111111111111111,\"id\":\"4111111111111111\"}"}"#,
            #"{"a":"{\"n\":\"411111XXXXXX1111\",\"id\":\"411111XXXXXX1111\"}"}"#
        ),
        (#"{"a":"[4111111111111111"}"#, #"{"a":"[411111XXXXXX1111"}"#),
        (#"{"a":"{\"b\":\"{\\\"c\\\":4111111111111111}\"}"}"#, #"{"a":"{\"b\":\"{\\\"c\\\":\\\"411111XXXXXX1111\\\"}\"}"}"#),
    ]

    @Test("texts, long numbers, keys and JSON in strings are masked; identifiers stay", arguments: payloads)
    func leaves(payload: String, expected: String?) throws {
        #expect(try masked(payload) == expected)
    }

    @Test("names and values of forms and queries are masked; what does not change stays byte for byte")
    func forms() {
        let masker = PayloadMasker(MarkerMasking(), identifiers: IdentifierFields(["Sid"]))
        #expect(masker.masked(query: "a=%34111111111111111&b=%2f+x") == "a=411111XXXXXX1111&b=%2f+x")
        #expect(masker.masked(query: "a=1&b") == nil)
        let fields = [FormField(name: "Sid", value: Self.marker), FormField(name: "Body", value: "no \(Self.marker)")]
        #expect(masker.masked(fields)?.map(\.value) == [Self.marker, "no \(MarkerMasking.mask)"])
    }

    @Test(
        "a body that cannot be decoded is masked as plain text, escapes included",
        arguments: ["{\"a\": 4111111111111111", #"{"a": "\u0034111111111111111"#, #"{"a":"\u00341111111\u003111111111", 4111111111111111"#])
    func undecodable(body: String) throws {
        let masker = PayloadMasker(MarkerMasking(), identifiers: IdentifierFields([]))
        let masked = try #require(masker.masked(undecodable: Array(body.utf8)))
        #expect(!String(decoding: masked, as: UTF8.self).contains(Self.marker))
    }

    /// All bytes of the database's files.
    private func bytes(_ folder: URL) throws -> Data {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).reduce(into: Data()) {
            $0.append(try Data(contentsOf: $1))
        }
    }

    private func withDatabase(_ body: (String, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("parley-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appendingPathComponent("parley.db").path, folder)
    }

    private static func count(_ text: String, in bytes: Data) -> Int {
        var count = 0
        var start = bytes.startIndex
        while let found = bytes.range(of: Data(text.utf8), in: start..<bytes.endIndex) {
            count += 1
            start = found.upperBound
        }
        return count
    }

    @Test("invariant 2: what is masked is nowhere in the database's bytes; identifiers that look like it stay")
    func database() async throws {
        try await withDatabase { path, folder in
            let world = try await InboundWorld(.file(path), masking: MarkerMasking())
            let card = "[[\(Self.marker)]]"
            try await world.take(
                text("m1", "card \(card)", more: #","name":"\#(card)","texts":["\#(card)"],"ad":"\#(card)""#),
                text("m2", from: "id\(Self.marker)"),
                #"{"kind":"edit","id":"e1","at":1790000000,"from":["a1"],"target":"m1","text":"\#(card)"}"#,
                #"{"kind":"\#(card)","id":"u1","at":1790000000,"from":["a1"]}"#)
            await world.post(#"{"broken": "\#(card)"#)
            await world.post(#"{"unread": "\#(card)"}"#)
            var request = world.request("{\"events\":[]}")
            request.query = "x=\(card)"
            _ = await world.post(request)
            #expect(try await world.client("id\(Self.marker)") != nil)
            let seen = try bytes(folder)
            #expect(Self.count(card, in: seen) == 0)
            #expect(Self.count("%5B%5B\(Self.marker)", in: seen) == 0)
            #expect(Self.count("[[\(MarkerMasking.mask)]]", in: seen) >= 6, "a text, a name, an edit, a kind and two in quarantine")
            #expect(Self.count("id\(Self.marker)", in: seen) > 0)
            #expect(Self.count(Self.marker, in: seen) == Self.count("id\(Self.marker)", in: seen))
            await world.store.close()
        }
    }

    @Test("Z31: what comes in is counted by app, channel and kind")
    func counters() async throws {
        let metrics = Metrics()
        let world = try await InboundWorld(masking: CardMasking(metrics: metrics), metrics: metrics)
        try await world.take(text("m1", "4556 7375 8689 9855 exp 12/27 cvv 123"), text("m2", "card 4556737586899855"), text("m3", "hello"))
        let samples = metrics.samples().samples.filter { $0.series.name == "parley_redactions_total" }
        let counted = samples.map { "\($0.series.labels.map(\.value).joined(separator: " ")) \($0.value)" }.sorted()
        #expect(counted == ["card 2", "cvv 1", "expiry 1"].map { "\(InboundWorld.app) scripted \($0)" })
    }

    @Test("Z32: an app can switch masking off")
    func switchedOff() async throws {
        let world = try await InboundWorld(masking: MarkerMasking(), masksCards: false)
        try await world.take(text("m1", Self.marker))
        #expect(try await world.texts(of: "a1") == [Self.marker])
    }

    @Test("what is read again after a restart is the masked text")
    func restart() async throws {
        let world = try await InboundWorld(masking: MarkerMasking())
        await world.post(#"{"events":[\#(text("m1", Self.marker))]}"#)
        let restarted = try await InboundWorld(store: world.store, clock: world.clock)
        try await restarted.applyAll()
        #expect(try await restarted.texts(of: "a1") == [MarkerMasking.mask])
    }
}
