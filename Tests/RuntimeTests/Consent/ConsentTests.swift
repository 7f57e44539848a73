import ConnectorKit
import Core
import Store
import StoreSQLite
import Testing
import Wire

@testable import Runtime

@Suite struct ConsentTests {
    @Test(arguments: [
        ("STOP", false), ("stop.", false), ("  \"Stop!\" ", false), ("ＳＴＯＰ", false), ("Arrêt", false), ("désabonner", false),
        ("수신거부", false), ("配信停止。", false), ("退订", false), ("stop  all", false), ("Opt-Out", false), ("ストップ", false), ("START", true),
        ("수신동의", true),
        ("Unstop", true), ("genug", false), ("Doch", true),
    ])
    func aBareWord_decidesAboutMessages_Z24(_ text: String, _ allowed: Bool) {
        #expect(ConsentWords(.plain, stop: ["Genug!"], start: ["doch"]).allows(text) == allowed)
    }

    @Test(arguments: ["please stop texting me", "stopwatch", "cancel", "yes", "fin", "", " ", "!!!", String(repeating: "stop ", count: 20)])
    func wordsInASentence_andWordsThatMayMeanSomethingElse_decideNothing(_ text: String) {
        #expect(ConsentWords(.plain).allows(text) == nil)
        #expect(ConsentWords(.off).allows("STOP") == nil)
    }

    @Test func wordsThatCarriersEnforce_countWhereTheChannelSaysSo() {
        #expect(ConsentWords(.all).allows("Cancel") == false)
        #expect(ConsentWords(.all).allows("YES") == true)
    }

    // MARK: Policy

    private static let now = Instant(seconds: 1_790_000_000)

    private static func client(_ info: String, wrote ago: Duration?) -> Client {
        Client(
            id: ID(high: 11, low: 1), appID: OutboundWorld.app, integrationID: OutboundWorld.integration, userID: ID(high: 10, low: 1),
            externalID: "a", linkedAt: .zero, lastSeen: .zero, info: JSONBytes(Array(info.utf8)),
            window: ClientWindow(openedAt: ago.map { now - $0 }))
    }

    private static func refusal(
        _ info: String, wrote ago: Duration?, _ message: ConsentPolicy.Message, requireOptIn: Bool = false, answers: Bool = true
    ) -> FailureCode? {
        var channel = PostalChannel(window: .afterCustomerMessage(.hours(24)))
        channel.capabilities.consent.answersAfterRefusal = answers
        let registration = ConnectorRegistration(
            type: "postal", fields: [], payload: .json, identifiers: IdentifierFields([]), failures: [], connect: { [channel] _ in channel }
        )
        let integration = IntegrationEntry(
            id: OutboundWorld.integration, appID: OutboundWorld.app, registration: registration, channel: channel,
            policies: IntegrationPolicies(requireOptIn: requireOptIn))
        return ConsentPolicy(integration, RuntimeSettings(), client(info, wrote: ago)).refusal(of: message, now: now)?.code
    }

    @Test func aRefusalOfAllMessages_holdsForEverything_butForAnswersToWhatCameLater() {
        let said = #"{"parleyConsentAll":false,"parleyConsentAllAt":"\#((Self.now - .hours(2)).wire)"}"#
        #expect(Self.refusal(said, wrote: .hours(2), .freeform) == .recipientOptedOut, "the STOP itself is not answered")
        #expect(Self.refusal(said, wrote: .hours(1), .freeform) == nil)
        #expect(Self.refusal(said, wrote: .hours(1), .freeform, answers: false) == .recipientOptedOut)
        #expect(Self.refusal(said, wrote: .hours(1), .template(.utility)) == .recipientOptedOut)
        #expect(Self.refusal(said, wrote: nil, .template(nil)) == .recipientOptedOut)
        #expect(Self.refusal(#"{"parleyConsentAll":true}"#, wrote: nil, .template(.marketing)) == nil)
    }

    @Test func aRefusalOfMarketing_holdsForMarketingTemplatesOnly_131050() {
        let said = #"{"parleyConsentMarketing":false}"#
        #expect(Self.refusal(said, wrote: .hours(1), .template(.marketing)) == .recipientOptedOut)
        #expect(Self.refusal(said, wrote: .hours(1), .template(.utility)) == nil)
        #expect(Self.refusal(said, wrote: .hours(1), .freeform) == nil)
    }

    @Test func marketingThatTheBusinessBegins_needsAYes_whereTheIntegrationSaysSo_Z24() {
        #expect(Self.refusal("{}", wrote: .hours(30), .template(.marketing), requireOptIn: true) == .recipientNotOptedIn)
        #expect(Self.refusal("{}", wrote: .hours(30), .template(.marketing)) == nil)
        #expect(Self.refusal("{}", wrote: .hours(1), .template(.marketing), requireOptIn: true) == nil, "an answer")
        #expect(Self.refusal("{}", wrote: nil, .template(.utility), requireOptIn: true) == nil)
        for yes in [#"{"parleyConsentMarketing":true}"#, #"{"parleyConsentAll":true}"#] {
            #expect(Self.refusal(yes, wrote: nil, .template(.marketing), requireOptIn: true) == nil)
        }
    }

    // MARK: Through the runtime

    @Test func aTypedStop_isKeptAndToldOnce_andAStartEndsIt_Z24() async throws {
        var channel = ScriptedChannel()
        channel.capabilities.consent.words = .plain
        let world = try await InboundWorld(clock: ManualClock(Instant(seconds: InboundWorld.start + 60)), channel: channel)
        try await world.take(text("m1", "STOP"), text("m2", at: InboundWorld.start + 1, "stop"))
        #expect(try await world.client("a1").map { Consent(of: $0).all?.allowed } == false)
        #expect(try await world.types().filter { $0 == "parley:consent" }.count == 1)
        try await world.take(text("m3", at: InboundWorld.start + 2, "start"))
        #expect(try await world.client("a1").map { Consent(of: $0).all?.allowed } == true)
        #expect(try await world.types().filter { $0 == "parley:consent" }.count == 2)
        #expect(try await world.texts(of: "a1") == ["STOP", "stop", "start"], "shown as what they are")
    }

    @Test func aStopThatComesWhileAMessageWaits_stopsIt() async throws {
        let world = try await OutboundWorld()
        let message = try await world.post("waits", to: try await world.conversation(wrote: .hours(1)))
        let emitter = EventEmitter(world.context)
        let now = world.clock.now
        try await world.store.write { store in
            let client = try #require(try store.client(ID(high: 11, low: 1)))
            try ConsentChange(.all, allowed: false, at: now).store(client, nil, emitter, in: store, now: now)
        }
        try await world.start()
        try await world.runClock { try await world.state(message) == .failed }
        #expect(try await world.delivery(message).failure?.code == .recipientOptedOut)
        #expect(world.office.texts.isEmpty)
    }

    @Test func aProviderThatSaysTheCustomerRefused_isBelieved_forTheNextMessageToo() async throws {
        let clock = ManualClock()
        let office = PostOffice(clock) { _, _ in PostOffice.says(410) }
        let world = try await OutboundWorld(clock: clock, office: office)
        try await world.start()
        let conversation = try await world.conversation(wrote: .hours(1))
        let first = try await world.post("one", to: conversation)
        try await world.runClock { try await world.state(first) == .failed }
        let second = try await world.post("two", to: conversation)
        #expect(try await world.delivery(second).failure?.code == .recipientOptedOut)
        #expect(office.texts == ["one"])
        #expect(try await world.eventTypes().filter { $0 == "parley:consent" }.count == 1)
    }
}
