import Core
import Cryptography
import JSONKit
import Store
import Testing
import Wire

@testable import Runtime

@Suite struct WebhookDeliveryTests {
    @Test func anEventIsDeliveredWithItsStableIdAndNoHealthIsKept() async throws {
        let world = try WebhookWorld()
        let event = try await world.message(try await world.person())
        #expect(try await world.run() == 0)
        let request = try #require(world.desks.requests.first)
        #expect(request.url == "https://desk/hook")
        #expect(request.headers["webhook-id"] == "\(event)")
        #expect(request.headers["X-API-Key"] == WebhookWorld.oldSecret.revealText())
        #expect(world.desks.limits.first?.deadline == .seconds(20))
        #expect(try await world.health() == nil)
    }

    @Test func twoWebhooksThatGiveUpOnOneEventLeaveTwoLetters() async throws {
        let world = try WebhookWorld()
        world.desks.answer(410)
        try await world.message(try await world.person())
        try await world.run(WebhookWorld.desk)
        try await world.run(WebhookWorld.other)
        #expect(Set(try await world.letters().map(\.key.group)) == [WebhookWorld.desk, WebhookWorld.other])
    }

    @Test func goneDisablesAtOnceTellsTheOthersAndKeepsTheEvent() async throws {
        let world = try WebhookWorld { $0.triggers = ["*"] }
        let person = try await world.person()
        world.desks.answer(410)
        let event = try await world.message(person)
        #expect(try await world.run() == 0)
        let letter = try #require(try await world.letters().first)
        #expect(letter.subject == event && letter.reason.contains("410"))
        #expect(world.context.directory.webhooks[WebhookWorld.desk]?.disabled?.at == world.clock.now)
        let alarm = try #require(try await world.events("parley:webhook:disabled").first)
        let payload = try JSONDocument.parse(alarm.body.bytes).root["payload"]
        #expect(payload["webhook"]["id"].string == "\(WebhookWorld.desk)")
        #expect(payload["reason"].string?.contains("410") == true)
        #expect(try await world.jobs(WebhookWorld.other).map(\.subject).contains(alarm.id))
        // Nothing more is queued for it, and nothing is sent.
        try await world.message(person)
        #expect(try await world.jobs().isEmpty)
        #expect(world.desks.requests.count == 1)
    }

    @Test func whatWaitsForADisabledWebhookBecomesDeadLettersWithoutACall() async throws {
        let world = try WebhookWorld()
        let person = try await world.person()
        for text in ["a", "b"] { try await world.message(person, text) }
        let now = world.clock.now
        try await world.setup.change(WebhookWorld.app) { store, _ in
            let health = WebhookHealth(failingSince: nil, disabled: .init(at: now, reason: "Off."))
            try WebhookHealth.keep(health, of: WebhookWorld.desk, app: WebhookWorld.app, at: now, store)
        }
        #expect(try await world.run() == 0)
        #expect(world.desks.requests.isEmpty)
        #expect(try await world.letters().map(\.reason) == ["The webhook is disabled. Off.", "The webhook is disabled. Off."])
    }

    @Test func fiveDaysOfFailuresDisableAndOneSuccessForgetsThem() async throws {
        let world = try WebhookWorld()
        let person = try await world.person()
        world.desks.answer(500)
        try await world.message(person)
        let start = world.clock.now
        for _ in 0..<4 {
            try await world.run()
            world.clock.advance(by: .hours(24))
        }
        #expect(try await world.health() == WebhookHealth(failingSince: start))
        world.desks.answer(200)
        #expect(try await world.run() == 0)
        #expect(try await world.health() == nil)
        // From here on again, and for as long as it takes.
        world.desks.answer(500)
        try await world.message(person)
        try await world.run()
        world.clock.advance(by: .hours(120) - .milliseconds(1))
        try await world.run()
        #expect(world.context.directory.webhooks[WebhookWorld.desk]?.isEnabled == true)
        world.clock.advance(by: .milliseconds(1))
        #expect(try await world.run() == 0)
        #expect(world.context.directory.webhooks[WebhookWorld.desk]?.disabled?.reason.contains("five days") == true)
        #expect(try await world.events("parley:webhook:disabled").count == 1)
        #expect(try await world.letters().count == 1)
    }

    @Test func duringAChangeOfSecretsBothSignAndTheOldOneIsTheKey() async throws {
        let next = Secret("whsec_" + Base64.encode([UInt8](repeating: 7, count: 32)))
        let start = Instant(seconds: 1_790_000_000)
        let webhook = WebhookEntry(
            id: WebhookWorld.desk, appID: WebhookWorld.app, target: "https://desk", triggers: ["*"], secret: next,
            previous: .init(WebhookWorld.oldSecret, endsAt: start))
        let id = ID(high: 4, low: 4)
        let body = Array("{}".utf8)
        let (during, after) = (start - .milliseconds(1), start)
        let old = webhook.headers(id: id, time: during, body: body)
        let new = webhook.headers(id: id, time: after, body: body)
        #expect(old["webhook-signature"]?.split(separator: " ").count == 2)
        #expect(old["X-API-Key"] == WebhookWorld.oldSecret.revealText())
        #expect(
            new["webhook-signature"] == StandardWebhooks(secrets: [next]).headers(id: "\(id)", time: after, body: body)["webhook-signature"]
        )
        #expect(new["X-API-Key"] == next.revealText())
    }

    @Test func anEventThatIsTooLargeIsKeptAndNotSent() async throws {
        let world = try WebhookWorld()
        let id = try await world.message(try await world.person())
        try await world.store.write { store in
            let large = JSONBytes(
                Array("\"".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: WebhookProcessor.bodyLimit) + Array("\"".utf8))
            try store.rewrite(body: large, of: id, app: WebhookWorld.app)
        }
        #expect(try await world.run() == 0)
        #expect(world.desks.requests.isEmpty)
        #expect(try await world.letters().first?.reason == "The event is too large to be delivered.")
    }

    @Test(arguments: [true, false]) func aTargetOfAStrangerMustBePublic(_ isTrusted: Bool) async throws {
        let world = try WebhookWorld { $0.trustedHost = isTrusted }
        try await world.message(try await world.person())
        try await world.run()
        #expect(world.desks.limits.first?.trustedHost == isTrusted)
    }
}

@Suite struct EventExpansionTests {
    private func payload(_ world: WebhookWorld) throws -> JSON {
        try JSONDocument.parse(try #require(world.desks.requests.last).body).root["events"][0]["payload"]
    }

    @Test func withoutTheFlagsUserAndSourceAreShort() async throws {
        let world = try WebhookWorld()
        try await world.message(try await world.person())
        try await world.run()
        let payload = try payload(world)
        #expect(payload["message"]["author"]["user"]["profile"].exists == false)
        #expect(payload["message"]["source"]["client"].exists == false)
    }

    @Test func wholeUsersAreNestedAsTheyAreNow() async throws {
        let world = try WebhookWorld { $0.includeFullUser = true }
        let person = try await world.person()
        try await world.message(person)
        var user = person.user
        user.profile = Profile(givenName: "Anna").encoded()
        try await world.store.write { [user] in try $0.update(user) }
        try await world.run()
        let nested = try payload(world)["message"]["author"]["user"]
        #expect(nested["externalId"].string == "ana")
        #expect(nested["profile"]["givenName"].string == "Anna")
        #expect(try payload(world)["message"]["source"]["client"].exists == false)
    }

    @Test func wholeSourcesHaveTheClient() async throws {
        let world = try WebhookWorld { $0.includeFullSource = true }
        try await world.message(try await world.person())
        try await world.run()
        let source = try payload(world)["message"]["source"]
        #expect(source["type"].string == "whatsapp")
        #expect(source["client"]["externalId"].string == "15550001")
        #expect(try payload(world)["message"]["author"]["user"]["profile"].exists == false)
    }

    @Test func aUserThatIsGoneStaysShort() async throws {
        let world = try WebhookWorld { $0.includeFullUser = true }
        let person = try await world.person()
        var stranger = person
        stranger.user.id = ID(high: 77, low: 7)
        try await world.message(stranger)
        try await world.run()
        #expect(try payload(world)["message"]["author"]["user"]["id"].string == "\(stranger.user.id)")
        #expect(try payload(world)["message"]["author"]["user"]["profile"].exists == false)
    }

    @Test func whatCustomersWriteIsNeverExpanded() async throws {
        let world = try WebhookWorld { $0.includeFullUser = true }
        let person = try await world.person()
        let text = #"{"user":{"id":"\#(person.user.id)"}}"#
        try await world.message(person, text)
        try await world.run()
        #expect(try payload(world)["message"]["content"]["text"].string == text)
    }
}
