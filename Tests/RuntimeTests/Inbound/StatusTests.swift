import ConnectorKit
import Core
import Runtime
import Store
import Testing
import Wire

@Suite("What became of a message that was sent")
struct StatusTests {
    /// A message of the business whose only part is in `state`; its external id is `w1` if `named`.
    private func send(
        _ world: InboundWorld, _ state: DeliveryState, named: Bool = true, content: String = #"{"type":"text","text":"x"}"#,
        instructions: String? = nil
    )
        async throws -> (message: ID, attempt: ID)
    {
        try await world.take(text("m1"))
        let conversation = try #require(try await world.conversations(of: "a1").first)
        let now = world.clock.now
        let message = world.context.ids.next(at: now)
        let attempt = world.context.ids.next(at: now)
        try await world.store.write { store in
            try store.insert(
                MessageRecord(
                    id: message, appID: InboundWorld.app, conversationID: conversation.id, author: .business, receivedAt: now,
                    storedAt: now, content: JSONBytes(Array(content.utf8)), source: .emptyObject,
                    instructions: instructions.map { JSONBytes(Array($0.utf8)) }))
            try store.insert(
                Delivery(
                    messageID: message, appID: InboundWorld.app, conversationID: conversation.id, integrationID: InboundWorld.integration,
                    state: state, certain: state != .unknown, queuedAt: now, deadline: now + .hours(24), complete: state == .sent))
            try store.put(Part(messageID: message, step: 0, part: 0, state: state, externalID: named ? "w1" : nil))
            try store.insert(Attempt(id: attempt, messageID: message, step: 0, startedAt: now))
            let key = JobKey(queue: .outbound, group: InboundWorld.integration, lane: conversation.id, id: message)
            try store.enqueue(Job(key: key, appID: InboundWorld.app, subject: message, runAt: now + .minutes(1)))
            if named {
                let reference = ExternalReference(kind: .outbound, resourceID: message, part: 0)
                _ = try store.claim(InboundWorld.integration, "w1", for: reference)
            }
        }
        return (message, attempt)
    }

    private func status(_ id: String, _ state: String, target: String = "w1", more: String = "") -> String {
        #"{"kind":"status","id":"\#(id)","at":1790000000,"from":["stranger"],"target":"\#(target)","state":"\#(state)"\#(more)}"#
    }

    private func state(_ world: InboundWorld, _ message: ID) async throws -> DeliveryState? {
        try await world.store.read { try $0.delivery(message: message)?.state }
    }

    /// Types of the events after those of the customer's first message.
    private func news(_ world: InboundWorld) async throws -> [String] { Array(try await world.types().dropFirst(2)) }

    @Test("statuses move the ledger forward and are told; they make no user and open no window")
    func forward() async throws {
        let world = try await InboundWorld()
        let (message, _) = try await send(world, .sent)
        let before = try await world.conversations(of: "a1")
        try await world.take(status("s1", "delivered"), status("s2", "read"), status("s3", "sent"))
        #expect(try await state(world, message) == .read)
        #expect(try await news(world) == ["conversation:message:delivery:user", "conversation:read"])
        #expect(try await world.conversations(of: "a1") == before)
        #expect(try await world.client("stranger") == nil)
        let ledger = try await world.store.read { try $0.ledger(message: message) }
        #expect(ledger.map(\.state) == [.delivered, .read, .sent], "the history is complete")
    }

    @Test("invariant 8: a status for an id that is not known yet is parked")
    func parked() async throws {
        let world = try await InboundWorld()
        try await world.take(status("s1", "delivered"))
        #expect(try await world.results() == [.parked])
        let parked = try await world.store.read { try $0.parkedStatuses(InboundWorld.integration, messageExternalID: "w1") }
        #expect(parked.map(\.update.state) == [.delivered])
        #expect(parked.first?.at == Instant(seconds: InboundWorld.start))
    }

    @Test("a status that carries our correlation settles an unknown outcome and lets the lane go on")
    func settles() async throws {
        let world = try await InboundWorld()
        let (message, attempt) = try await send(world, .unknown, named: false)
        let correlation = Correlation(message: message, step: 0, attempt: attempt)
        try await world.take(status("s1", "delivered", target: "w9", more: #","correlation":"\#(correlation)""#))
        let part = try await world.store.read { try $0.parts(message: message).first }
        #expect(part?.state == .delivered && part?.externalID == "w9")
        #expect(try await world.jobs(.outbound).map(\.runAt) == [world.clock.now])
        try await world.take(status("s2", "read", target: "w9"))
        #expect(try await world.store.read { try $0.parts(message: message).first?.state } == .read)
    }

    @Test("a status that comes before the send returns names the part, and the waiting call is left alone")
    func early() async throws {
        let world = try await InboundWorld()
        let (message, attempt) = try await send(world, .sending, named: false)
        let correlation = Correlation(message: message, step: 0, attempt: attempt)
        let runAt = try await world.jobs(.outbound).map(\.runAt)
        try await world.take(status("s1", "sent", target: "w9", more: #","correlation":"\#(correlation)""#))
        #expect(try await world.store.read { try $0.parts(message: message).first?.state } == .sent)
        #expect(try await world.jobs(.outbound).map(\.runAt) == runAt)
    }

    @Test(
        "an echo that comes before the send returns, or whose answer was lost, proves the send, and is no message of its own",
        arguments: [DeliveryState.sending, .unknown], ["it leaves today.", " it leaves today.\n", "it leaves today.|Hold the line."])
    func provenByEcho(before: DeliveryState, text: String) async throws {
        let world = try await InboundWorld()
        let content = String(decoding: Content.text(TextContent(text)).encoded().bytes, as: UTF8.self)
        let (message, _) = try await send(world, before, named: false, content: content)
        let conversation = try #require(try await world.conversations(of: "a1").first)
        let other = #"{"kind":"echo","id":"e0","at":1790000000,"from":["a1"],"text":"Something else"}"#
        let own = #"{"kind":"echo","id":"e1","at":1790000000,"from":["a1"],"text":"it leaves today."}"#
        try await world.take(other, own, status("s1", "delivered", target: "e1"))
        let part = try await world.store.read { try $0.parts(message: message).first }
        #expect(part?.externalID == "e1" && part?.state == .delivered)
        #expect(try await world.results().suffix(3) == [.applied, .duplicate, .applied])
        let texts = try await world.store.read { try $0.messages(conversation: conversation.id, page: PageRequest(limit: 10)).count }
        #expect(texts == 3)
    }

    @Test(
        "an echo of another text, or from before the attempt, proves nothing and is a message of its own",
        arguments: [
            ("Looks ok, shipping today", "ok", 0), ("ok|Looks fine", "Looks fine", 0), ("ok|Looks fine", "ok|Looks fine", 0),
            ("ok", "ok", -2),
        ])
    func notProvenByEcho(sent: String, echoed: String, seconds: Int64) async throws {
        let world = try await InboundWorld()
        let (message, _) = try await send(world, .unknown, named: false, content: #"{"type":"text","text":"\#(sent)"}"#)
        let at = InboundWorld.start + seconds
        try await world.take(#"{"kind":"echo","id":"e1","at":\#(at),"from":["a1"],"text":"\#(echoed)"}"#)
        #expect(try await world.results().last == .applied)
        #expect(try await state(world, message) == .unknown)
        #expect(try await world.texts(of: "a1").contains(echoed))
    }

    @Test("an echo whose time was cut to whole seconds proves the send")
    func echoInWholeSeconds() async throws {
        let world = try await InboundWorld()
        world.clock.advance(by: .milliseconds(999))
        let (message, _) = try await send(world, .unknown, named: false)
        try await world.take(#"{"kind":"echo","id":"e1","at":\#(InboundWorld.start),"from":["a1"],"text":"x"}"#)
        #expect(try await world.results().last == .duplicate)
        #expect(try await world.store.read { try $0.parts(message: message).first?.state } == .sent)
    }

    @Test(
        "a correlation that is not ours settles nothing",
        arguments: ["", "x", "000000000000000000000001.0.000000000000000000000002", "own message, other attempt"])
    func foreign(correlation: String) async throws {
        let world = try await InboundWorld()
        let (message, _) = try await send(world, .unknown, named: false)
        let text = correlation.hasPrefix("own") ? Correlation(message: message, step: 0, attempt: message).description : correlation
        try await world.take(status("s1", "delivered", target: "w9", more: #","correlation":"\#(text)""#))
        #expect(try await world.results().last == .parked)
        #expect(try await state(world, message) == .unknown)
    }

    @Test(
        "a failure by the customer's will is kept as a refusal",
        arguments: [
            (#"{"type":"template","template":{}}"#, nil, "Marketing"), (#"{"type":"text","text":"x"}"#, nil, "All"),
            // Sent as a template, and kept as the text that the customer read.
            (#"{"type":"text","text":"x"}"#, #"{"actor":"human","template":{"name":"x"}}"#, "Marketing"),
        ] as [(String, String?, String)])
    func optOut(content: String, instructions: String?, kind: String) async throws {
        let world = try await InboundWorld()
        let (message, _) = try await send(world, .sent, content: content, instructions: instructions)
        try await world.take(status("s1", "failed", more: #","code":"recipient_opted_out""#))
        #expect(try await state(world, message) == .failed)
        #expect(try await news(world) == ["conversation:message:delivery:failure", "parley:consent"])
        let consent = try await world.client("a1").map { Consent(of: $0) }
        #expect(consent?.all?.allowed == (kind == "All" ? false : nil))
        #expect(consent?.marketing?.allowed == (kind == "Marketing" ? false : nil))
    }

    @Test("a status of a message from outside has no ledger and is ignored")
    func outside() async throws {
        let world = try await InboundWorld()
        try await world.take(#"{"kind":"echo","id":"e1","at":1790000000,"from":["a1"],"text":"x"}"#, status("s1", "read", target: "e1"))
        #expect(try await world.results() == [.applied, .ignored])
    }

    @Test("K26: reading up to a time reads every message sent before it, and is told once")
    func readUpTo() async throws {
        let world = try await InboundWorld()
        let (message, _) = try await send(world, .sent)
        try await world.take(#"{"kind":"read","id":"r1","at":\#(InboundWorld.start - 10),"from":["a1"]}"#)
        #expect(try await state(world, message) == .sent)
        try await world.take(#"{"kind":"read","id":"r2","at":\#(InboundWorld.start + 10),"from":["a1"]}"#)
        #expect(try await state(world, message) == .read)
        #expect(
            try await news(world) == ["conversation:read", "conversation:message:delivery:user", "conversation:read"])
    }

    @Test("trust row 12: a status that comes ten times is told once")
    func repeated() async throws {
        let world = try await InboundWorld()
        _ = try await send(world, .sent)
        for _ in 0..<10 { try await world.take(status("s1", "delivered")) }
        #expect(try await news(world) == ["conversation:message:delivery:user"])
    }
}
