import ConnectorKit
import Core
import JSONKit
import Redaction
import Store
import StoreSQLite
import Testing
import Wire

@testable import Runtime

/// A masking that cannot look at anything.
struct BrokenMasking: Masking {
    static let placeholder = CardRedaction.placeholder

    func mask(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? { CardRedaction.mask(text, limit: -1).bytes }
}

@Suite("Invariant 2, outbound: what the business writes is masked before it is stored and sent")
struct OutboundMaskingTests {
    static let card = "4556737586899855"
    static let mask = "455673▇▇▇▇▇▇9855"

    private func post(_ draft: MessageDraft, _ world: OutboundWorld) async throws -> (record: MessageRecord, event: String) {
        let conversation = try await world.conversation(wrote: .hours(1))
        let result = try await world.posting.post(draft, app: OutboundWorld.app, conversation: conversation)
        guard case .stored(let record, _) = result else { throw OutboundWorldProblem(what: "\(result)") }
        let events = try await world.store.read { try $0.events(app: OutboundWorld.app, after: nil, limit: 10) }
        return (record, events.map { String(decoding: $0.body.bytes, as: UTF8.self) }.joined())
    }

    private func masking(_ masking: any Masking, _ metrics: Metrics = Metrics(), masksCards: Bool = true) async throws -> OutboundWorld {
        try await OutboundWorld(
            masking: masking, masksCards: masksCards, identifiers: IdentifierFields(["id"], text: ["reply.id"]), metrics: metrics)
    }

    static let contents: [(String, Content)] = {
        let link = Action(.link(uri: "https://x.example/?c=\(card)"), text: "to \(card)", metadata: json(#"{"k":"\#(card)"}"#))
        let reply = Action(.reply(payload: "p \(card)", iconURL: nil), text: card)
        let webview = Action(
            .webview(uri: "https://x.example/4556%2D7375%2D8689%2D9855", fallback: "https://x.example/\(card)"), text: card)
        let media = MediaContent(
            kind: .image, url: "https://x.example/a?n=4556%207375%208689%209855", filename: "\(card).pdf", caption: "see \(card)",
            altText: card, actions: [link])
        let item = Item(title: card, description: "d \(card)", mediaURL: "https://x.example/\(card)", actions: [link, reply])
        return [
            ("text", .text(TextContent("card \(card)", actions: [link, reply, webview], payload: card))),
            ("full-width digits", .text(TextContent("４５５６ ７３７５ ８６８９ ９８５５"))),
            ("Arabic digits", .text(TextContent("بطاقتي ٤٥٥٦ ٧٣٧٥ ٨٦٨٩ ٩٨٥٥"))),
            ("image caption, file name, URL", .image(media)), ("file", .file(media)),
            ("location name and address", .location(LocationContent(latitude: 1, longitude: 2, name: card, address: "at \(card)"))),
            ("carousel titles and descriptions", .carousel(CarouselContent([item]))), ("list rows", .list([item], actions: [reply])),
            (
                "template parameters",
                .template(json(#"{"name":"n","components":[{"parameters":[{"type":"text","text":"\#(card)"},{"n":\#(card)}]}]}"#))
            ),
        ]
    }()

    static func json(_ text: String) -> JSONBytes { JSONBytes(Array(text.utf8)) }

    @Test("every text of every content is masked in the record and its event", arguments: contents)
    func content(name: String, content: Content) async throws {
        let world = try await masking(CardMasking(metrics: Metrics()))
        let draft = MessageDraft(
            content: content, authorName: "Ben \(Self.card)", metadata: Self.json(#"{"a":"\#(Self.card)","\#(Self.card)":\#(Self.card)}"#),
            override: Self.json(#"{"postal":{"payload":{"text":{"body":"\#(Self.card)"}}},"\#(Self.card)":1}"#))
        let (record, event) = try await post(draft, world)
        let metadata = try #require(record.metadata)
        let instructions = try #require(record.instructions)
        let stored = [record.content, metadata, instructions].map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        for place in [stored, event, record.authorName ?? ""] {
            #expect(!place.contains(Self.card), "\(name)")
            #expect(CardRedaction.mask(place).counts.cards == 0, "\(name): \(place)")
            #expect(place.contains("▇"))
        }
        #expect(record.authorName == "Ben \(Self.mask)")
    }

    @Test("identifiers in templates and overrides stay: the connector says which fields they are")
    func identifiers() async throws {
        let world = try await masking(CardMasking(metrics: Metrics()))
        let template =
            #"{"name":"n","components":[{"parameters":[{"type":"image","image":{"id":"\#(Self.card)"}},{"text":"\#(Self.card)"}]}]}"#
        let override = #"{"postal":{"payload":{"id":\#(Self.card),"reply":{"id":"\#(Self.card)"}}},"other":{"id":"\#(Self.card)"}}"#
        let (record, _) = try await post(MessageDraft(content: .template(Self.json(template)), override: Self.json(override)), world)
        let content = String(decoding: record.content.bytes, as: UTF8.self)
        #expect(content.contains(#""id":"\#(Self.card)"}},{"text":"\#(Self.mask)"}"#))
        let kept = String(decoding: try #require(record.instructions).bytes, as: UTF8.self)
        #expect(kept.contains(#"{"id":\#(Self.card),"reply":{"id":"\#(Self.mask)"}}"#))
        #expect(kept.contains(#""other":{"id":"\#(Self.mask)"}"#), "of a channel that is not configured nothing is known")
    }

    @Test("Z32: an app that has switched masking off stores, sends and checks what was written")
    func switchedOff() async throws {
        let world = try await masking(CardMasking(metrics: Metrics()), masksCards: false)
        let (record, _) = try await post(MessageDraft(content: .text(TextContent("\(Self.card)|b"))), world)
        #expect(record.text == "\(Self.card)|b")
        let conversation = ID(high: 12, low: 1)
        let checked = try await world.posting.preflight(
            MessageDraft(content: .text(TextContent(Self.card))), app: OutboundWorld.app, conversation: conversation)
        #expect(checked?.parts == 1)
    }

    @Test("what reaches the provider is masked, and so are its words when its error repeats the request, in ledger, attempts and events")
    func providerError() async throws {
        let metrics = Metrics()
        let clock = ManualClock()
        let office = PostOffice(clock) { letter, _ in
            .answered(HTTPResponse(status: 400, headers: ["Said": "bad text: 4556 7375 8689 9855 and \(letter.text)"]))
        }
        let world = try await OutboundWorld(
            PostalChannel(), clock: clock, office: office, masking: CardMasking(metrics: metrics), metrics: metrics)
        let conversation = try await world.conversation(wrote: .hours(1))
        try await world.start()
        let id = try await world.post("card \(Self.card)", to: conversation)
        try await world.runClock { try await world.state(id) == .failed }
        #expect(world.office.texts == ["card \(Self.mask)"])
        let failure = try #require(try await world.delivery(id).failure)
        #expect(failure.provider?.message == "bad text: 4556 73▇▇ ▇▇▇▇ 9855 and card \(Self.mask)")
        let stored = try await world.store.read { store in
            let events = try store.events(app: OutboundWorld.app, after: nil, limit: 100).map {
                String(decoding: $0.body.bytes, as: UTF8.self)
            }
            return "\(try store.attempts(message: id)) \(try store.ledger(message: id)) \(events)"
        }
        #expect(CardRedaction.mask(stored).counts.cards == 0)
        #expect(metrics.value("parley_redactions_total", "card") == 2, "the message, and the provider's words on it")
    }

    @Test("Z31: counters are kept by app, channel and kind, and hold nothing of the number")
    func counters() async throws {
        let metrics = Metrics()
        let world = try await masking(CardMasking(metrics: metrics), metrics)
        _ = try await post(MessageDraft(content: .text(TextContent("\(Self.card) 12/27 cvv 123"))), world)
        let samples = metrics.samples().samples.filter { $0.series.name == "parley_redactions_total" }
        #expect(
            samples.map { $0.series.labels.map(\.value) } == [
                ["\(OutboundWorld.app)", "postal", "card"], ["\(OutboundWorld.app)", "postal", "cvv"],
                ["\(OutboundWorld.app)", "postal", "expiry"],
            ])
        #expect(samples.map(\.value) == [1, 1, 1])
    }

    @Test("fails closed, outbound: when nothing can be checked, nothing is stored but the placeholder")
    func brokenOutbound() async throws {
        let world = try await masking(BrokenMasking())
        let draft = MessageDraft(
            content: .text(TextContent("hello secret")), authorName: "Ben secret", metadata: Self.json(#"{"a":"secret"}"#),
            override: Self.json(#"{"postal":{"payload":{"text":"secret"}}}"#))
        let (record, event) = try await post(draft, world)
        let stored = [record.content, record.metadata, record.instructions].compactMap { $0?.bytes.text }.joined() + event
        #expect(!stored.contains("secret"))
        #expect(record.text == BrokenMasking.placeholder)
    }

    @Test("fails closed, provider errors: what a provider says is withheld, its code stays")
    func brokenError() {
        let provider = ProviderError(code: "131000", message: "secret", details: "secret")
        let outcome = Outcome.rejected(Failure(.providerRejected, provider: provider, detail: "secret")).masked(by: BrokenMasking())
        #expect(outcome.failure?.provider?.code == "131000")
        #expect(outcome.failure?.provider?.message == BrokenMasking.placeholder)
        #expect(outcome.failure?.provider?.details == BrokenMasking.placeholder)
        #expect(outcome.failure?.detail == BrokenMasking.placeholder)
    }

    @Test("fails closed, inbound: texts become the placeholder, identifiers stay, and the message is kept")
    func brokenInbound() async throws {
        let world = try await InboundWorld(masking: BrokenMasking())
        await world.post(#"{"events":[\#(text("m1", "secret"))]}"#)
        await world.post("{\"secret")
        let journal = try await world.entries().map { $0.payload.text }.joined()
        #expect(!journal.contains("secret"))
        #expect(journal.contains(#""id":"m1""#))
        #expect(journal.contains(BrokenMasking.placeholder))
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
