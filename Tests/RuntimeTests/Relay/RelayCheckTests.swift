import ConnectorKit
import Core
import Cryptography
import Runtime
import Store
import Testing

@Suite("Requests that come through a relay")
struct RelayCheckTests {
    private static let body = Array(#"{"events":[{"kind":"text","id":"m1","at":1790000000,"from":["a1"],"text":"hello"}]}"#.utf8)

    /// A relay, the fields that it adds, and what becomes of the request.
    struct Row: Sendable, CustomTestStringConvertible {
        var label: String
        var relay: Relay
        var fields: @Sendable (Instant) -> [(String, String)]
        /// Nil: it is taken. Else what the answer says.
        var refusal: String?

        var testDescription: String { label }
    }

    private static let standard = Relay(.standardWebhooks, secrets: [RelaySigning.secret])
    private static let svix = Relay(.svix, secrets: [RelaySigning.secret])
    private static let hookdeck = Relay(.hookdeck, secrets: [Secret("hookdeck key")])
    private static let pull = Relay(.pull(RelayStream(url: "http://relay/a")), secrets: [RelaySigning.secret])

    static let rows: [Row] = [
        Row(label: "standard", relay: standard) { RelaySigning.standard(body, $0) },
        Row(label: "standard, with a second signature of a version to come", relay: standard) { now in
            RelaySigning.standard(body, now).map { $0.0 == "webhook-signature" ? ($0.0, "v1a,AAAA " + $0.1) : $0 }
        },
        Row(
            label: "standard, while the secret is replaced",
            relay: Relay(.standardWebhooks, secrets: [RelaySigning.other, RelaySigning.secret])
        ) { RelaySigning.standard(body, $0) },
        Row(label: "svix", relay: svix) { RelaySigning.standard(body, $0, name: "svix") },
        Row(label: "svix under the standard names", relay: svix) { RelaySigning.standard(body, $0) },
        Row(label: "svix, and a provider with fields of its own", relay: svix) { now in
            RelaySigning.standard(body, now, name: "svix") + RelaySigning.standard(body, now, secret: RelaySigning.other, id: "other")
        },
        Row(label: "hookdeck", relay: hookdeck) { _ in RelaySigning.hookdeck(body) },
        Row(label: "standard without a signature", relay: standard, fields: { _ in [] }, refusal: "(webhook-signature) is missing"),
        Row(
            label: "standard under svix's names", relay: standard, fields: { RelaySigning.standard(body, $0, name: "svix") },
            refusal: "(webhook-signature) is missing"),
        Row(
            label: "standard by another's secret", relay: standard, fields: { RelaySigning.standard(body, $0, secret: RelaySigning.other) },
            refusal: "(webhook-signature) is wrong"),
        Row(
            label: "standard over another body", relay: standard, fields: { RelaySigning.standard(body + [0x20], $0) },
            refusal: "(webhook-signature) is wrong"),
        Row(
            label: "standard, too old", relay: standard, fields: { RelaySigning.standard(body, $0 - .seconds(301)) },
            refusal: "more than 300 seconds from now"),
        Row(
            label: "pull, but sent by somebody, too old", relay: pull, fields: { RelaySigning.standard(body, $0 - .seconds(301)) },
            refusal: "more than 300 seconds from now"),
        Row(
            label: "standard, from the future", relay: standard, fields: { RelaySigning.standard(body, $0 + .seconds(301)) },
            refusal: "more than 300 seconds from now"),
        Row(
            label: "standard with milliseconds", relay: standard,
            fields: { now in RelaySigning.standard(body, now).map { $0.0 == "webhook-timestamp" ? ($0.0, $0.1 + "000") : $0 } },
            refusal: "has a wrong form"),
        Row(
            label: "standard with an id in two parts", relay: standard, fields: { RelaySigning.standard(body, $0, id: "a.b") },
            refusal: "has a wrong form"),
        Row(
            label: "standard with a field twice", relay: standard,
            fields: { RelaySigning.standard(body, $0) + [("webhook-id", "msg_2")] }, refusal: "has a wrong form"),
        Row(
            label: "svix's id with the standard signature", relay: svix,
            fields: { now in
                RelaySigning.standard(body, now, name: "svix").filter { $0.0 != "svix-signature" } + [RelaySigning.standard(body, now)[2]]
            }, refusal: "has a wrong form"),
        Row(label: "hookdeck unsigned", relay: hookdeck, fields: { _ in [] }, refusal: "(x-hookdeck-signature) is missing"),
        Row(
            label: "hookdeck's word that it has checked is no proof", relay: hookdeck, fields: { _ in [("x-hookdeck-verified", "true")] },
            refusal: "(x-hookdeck-signature) is missing"),
        Row(
            label: "hookdeck by another's key", relay: hookdeck, fields: { _ in RelaySigning.hookdeck(body, key: "k") },
            refusal: "(x-hookdeck-signature) is wrong"),
        Row(
            label: "hookdeck, not base64", relay: hookdeck, fields: { _ in [("x-hookdeck-signature", "%%%")] }, refusal: "has a wrong form"),
    ]

    @Test("The relay's signature is checked first, and what fails it is refused with a reason and never stored", arguments: rows)
    func check(row: Row) async throws {
        let world = try await InboundWorld()
        world.stand(row.relay)
        let answer = await world.post(world.relayed(Self.body, row.fields(world.clock.now)))
        let text = String(decoding: answer.body, as: UTF8.self)
        let entries = try await world.entries()
        if let refusal = row.refusal {
            #expect(answer.status == 401 && text.contains(refusal), "\(row.label): \(answer.status) \(text)")
            #expect(entries.isEmpty, "\(row.label)")
            let samples = world.context.metrics.samples().samples
            #expect(samples.contains { $0.series.name == "parley_relay_refused_total" && $0.value == 1 })
            #expect(!samples.contains { $0.series.name == "parley_inbound_refused_total" }, "the provider's signature was not looked at")
        } else {
            #expect(answer.status == 200, "\(row.label): \(text)")
            #expect(entries.map(\.source) == [.relay], "\(row.label)")
        }
    }

    @Test("The published example of the specification is accepted")
    func published() async throws {
        let world = try await InboundWorld(clock: ManualClock(Instant(seconds: 1_614_265_330)))
        world.stand(Self.svix)
        let body = Array(#"{"test": 2432232314}"#.utf8)
        let fields = [
            ("svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("svix-timestamp", "1614265330"),
            ("svix-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ]
        // The provider signed it and its form is unknown: kept in quarantine, so answered 200.
        #expect(await world.post(world.relayed(body, fields)).status == 200)
        #expect(try await world.entries().map(\.verdict) == [.quarantined])
    }

    @Test("A relay's signature does not stand in for the provider's", arguments: [nil, "x"])
    func inner(signature: String?) async throws {
        let world = try await InboundWorld()
        world.stand(Self.hookdeck)
        var request = world.relayed(Self.body, RelaySigning.hookdeck(Self.body))
        request.headers["Provider-Signature"] = signature
        let answer = await world.post(request)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(answer.status == 401 && text.hasPrefix("The relay's signature is right, the provider's signature is"), "\(text)")
        #expect(try await world.entries().isEmpty)
    }

    static let rewritings: [(label: String, original: String, came: String)] = [
        (
            "escapes resolved", #"{"events":[],"name":"M\u00e4dchen \ud83d\ude00","url":"https:\/\/a"}"#,
            #"{"events":[],"name":"Mädchen 😀","url":"https://a"}"#
        ),
        ("escapes made", #"{"events":[],"name":"안녕"}"#, #"{"events":[],"name":"\uc548\ub155"}"#),
        ("laid out anew", #"{"events":[],"n":1}"#, "{\n  \"events\": [],\n  \"n\": 1\n}"),
        ("laid out by another library", #"{"events": [], "n": "a,b: c"}"#, #"{"events":[],"n":"a,b: c"}"#),
    ]

    @Test("A relay that writes the body anew is recognised, and refused in words that say so", arguments: rewritings)
    func rewritten(label: String, original: String, came: String) async throws {
        let world = try await InboundWorld()
        world.stand(Self.hookdeck)
        let body = Array(came.utf8)
        let answer = await world.post(world.relayed(body, provider: Array(original.utf8), RelaySigning.hookdeck(body)))
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(answer.status == 401 && text.contains("because the relay has written the body anew"), "\(label): \(text)")
        #expect(try await world.entries().isEmpty, "\(label)")
    }

    @Test("A body of other content is not taken for one that was written anew")
    func changed() async throws {
        let world = try await InboundWorld()
        world.stand(Self.hookdeck)
        let answer = await world.post(world.relayed(Self.body, provider: Array("{}".utf8), RelaySigning.hookdeck(Self.body)))
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(answer.status == 401 && text.contains("or the relay changes the body"), "\(text)")
    }

    @Test("A relay that repeats a request causes one effect (invariant 3)")
    func repeated() async throws {
        let world = try await InboundWorld()
        world.stand(Self.hookdeck)
        for _ in 0..<3 { #expect(await world.post(world.relayed(Self.body, RelaySigning.hookdeck(Self.body))).status == 200) }
        try await world.applyAll()
        #expect(try await world.texts(of: "a1") == ["hello"])
    }

    @Test("Refusals are written to the log once a minute for each reason, with the client's address")
    func log() async throws {
        let lines = Lock<[Log.Line]>([])
        let world = try await InboundWorld(log: Log(level: .warning) { line in lines.withLock { $0.append(line) } })
        world.stand(Self.hookdeck)
        for _ in 0..<3 { _ = await world.post(world.relayed(Self.body, [])) }
        #expect(lines.withLock { $0.count } == 1)
        world.clock.advance(by: .seconds(60))
        _ = await world.post(world.relayed(Self.body, []))
        let logged = lines.withLock { $0 }
        #expect(logged.count == 2)
        let fields = Dictionary(logged[0].metadata.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        #expect(fields["from"] == "192.0.2.9" && fields["signer"] == "relay" && fields["reason"] == "signatureMissing")
    }
}
