import Core
import JSONKit
import Runtime
import Store
import Testing
import Wire

/// A bot that talks first and an agents' desk that takes over (rows Z8, K12 to K14).
struct SwitchboardTests {
    private static let root = "/v2/apps/\(APIFixture.app)/switchboards"
    private static let conversation = "\(APIFixture.conversations)/\(APIFixture.conversation)"
    private static let (botHook, deskHook) = (APIFixture.id(0xC1), APIFixture.id(0xC2))
    /// The key of scope `integration` belongs to the custom integration of the app, so that the desk stands there.
    private static let (bot, desk) = (APIFixture.id(0xB1), APIFixture.app)

    private struct World {
        let api: APIFixture
        let board: String
        let bot: String
        let desk: String
    }

    private func world() async throws -> World {
        let api = try APIFixture()
        let old = api.context.directory
        func hook(_ id: ID, _ integration: ID) -> WebhookEntry {
            WebhookEntry(
                id: id, appID: APIFixture.app, integrationID: integration, target: "https://x.test/\(id)", triggers: ["*"],
                secret: Secret("whsec_AAAA"))
        }
        api.context.replaceDirectory(
            Directory(
                apps: Array(old.apps.values), integrations: Array(old.integrations.values),
                webhooks: [hook(Self.botHook, Self.bot), hook(Self.deskHook, Self.desk)], customs: Array(old.customs.values),
                keys: Array(old.keys.values)))
        try await api.seed()
        let made = await api.call("POST", Self.root)
        #expect(made.status == 201)
        let board = try #require(made.root["switchboard"]["id"].string)
        let integrations = "\(Self.root)/\(board)/switchboardIntegrations"
        let desk = await api.post(
            integrations, #"{"name":"desk","integrationId":"\#(Self.desk)","deliverStandbyEvents":false,"messageHistoryCount":2}"#)
        #expect(desk.status == 201)
        let deskID = try #require(desk.root["switchboardIntegration"]["id"].string)
        let bot = await api.post(
            integrations,
            #"{"name":"bot","integrationType":"kakao","nextSwitchboardIntegrationId":"\#(deskID)","fallbackMessage":"We answer tomorrow."}"#
        )
        #expect(bot.status == 201 && bot.root["switchboardIntegration"]["integrationId"].string == "\(Self.bot)")
        let botID = try #require(bot.root["switchboardIntegration"]["id"].string)
        let updated = await api.call(
            "PATCH", "\(Self.root)/\(board)", body: #"{"enabled":true,"defaultSwitchboardIntegrationId":"\#(botID)"}"#)
        #expect(updated.root["switchboard"]["defaultSwitchboardIntegrationId"].string == botID)
        return World(api: api, board: board, bot: botID, desk: deskID)
    }

    private func ask(_ world: World, _ action: String, _ body: String? = nil, key: String = APIFixture.basic) async -> Answered {
        await world.api.call("POST", "\(Self.conversation)/\(action)", body: body, authorization: key)
    }

    /// Types of the events that wait for a webhook.
    private func told(_ world: World, _ hook: ID) async throws -> [String] {
        try await world.api.store.read { store in
            try store.jobs(group: JobGroup(queue: .webhooks, group: hook), afterLane: nil, perLane: 100, limit: 1000)
                .compactMap { try store.event(app: APIFixture.app, $0.subject)?.type }
        }
    }

    private func control(_ world: World) async -> (active: String?, pending: String?) {
        let shown = await world.api.get(Self.conversation).root["conversation"]
        return (shown["activeSwitchboardIntegration"]["name"].string, shown["pendingSwitchboardIntegration"]["name"].string)
    }

    @Test func theBotTalksFirst_thenTheDesk_andEventsGoByState_K12_K13_K14() async throws {
        let world = try await world()
        let made = await world.api.post(
            APIFixture.conversations, #"{"type":"personal","participants":[{"userId":"\#(APIFixture.user)"}]}"#)
        #expect(made.root["conversation"]["activeSwitchboardIntegration"]["name"].string == "bot")
        let write = #"{"author":{"type":"user","userId":"\#(APIFixture.user)"},"content":{"type":"text","text":"Help"}}"#
        _ = await world.api.post(APIFixture.messages, write)
        #expect(await control(world).active == "bot")
        #expect(try await told(world, Self.botHook) == ["conversation:message", "conversation:create"])
        #expect(try await told(world, Self.deskHook).isEmpty, "it stands by and wants nothing then")
        #expect(
            await ask(world, "passControl", #"{"switchboardIntegration":"next","reason":"ticketClosed","metadata":{"why":"angry"}}"#).status
                == 200)
        #expect(await control(world).active == "desk")
        _ = await world.api.post(APIFixture.messages, write)
        #expect(try await told(world, Self.deskHook) == ["switchboard:passControl", "conversation:message"])
        #expect(
            try await told(world, Self.botHook)
                == ["conversation:message", "switchboard:passControl", "conversation:message", "conversation:create"])
        let pass = try #require(
            try await world.api.store.read {
                try $0.events(app: APIFixture.app, after: nil, limit: 99).first { $0.type == "switchboard:passControl" }
            })
        let payload = try JSONDocument.parse(pass.body.bytes).root["payload"]
        #expect(payload["conversation"]["activeSwitchboardIntegration"]["name"].string == "desk")
        #expect(payload["metadata"]["why"].string == "angry" && payload["reason"].string == "ticketClosed")
        #expect(payload["messageHistory"].count == 1, "the history comes along (K13)")
    }

    /// The same `Idempotency-Key` of another integration is another call, and that one is refused.
    @Test func whatOneIntegrationWasGrantedIsNotRepeatedToAnother() async throws {
        let world = try await world()
        let custom = try await IntegrationTests.makeCustom(world.api)
        let other = try await KeyTests.make(world.api, "\(IntegrationTests.root)/\(custom)/keys").basic
        #expect(await ask(world, "offerControl", #"{"switchboardIntegration":"\#(world.desk)"}"#).status == 200)
        for (authorization, status) in [(APIFixture.integrationBasic, 200), (other, 403), (APIFixture.integrationBasic, 200)] {
            let answer = await world.api.call(
                "POST", "\(Self.conversation)/acceptControl", authorization: authorization, headers: ["Idempotency-Key": "k"])
            #expect(answer.status == status)
        }
    }

    @Test func anOfferIsAcceptedByThePendingOneOnly_andReleaseEmptiesTheState_Z8() async throws {
        let world = try await world()
        _ = await ask(world, "passControl", #"{"switchboardIntegration":"bot"}"#)
        #expect(await ask(world, "acceptControl").status == 409)
        #expect(await ask(world, "acceptControl", key: APIFixture.integrationBasic).status == 403)
        #expect(await ask(world, "offerControl", #"{"switchboardIntegration":"\#(world.desk)"}"#).status == 200)
        #expect(await control(world) == (active: "bot", pending: "desk"))
        #expect(await ask(world, "releaseControl", key: APIFixture.integrationBasic).status == 403)
        #expect(await ask(world, "acceptControl", #"{"metadata":{"a":1}}"#, key: APIFixture.integrationBasic).status == 200)
        #expect(await control(world) == (active: "desk", pending: nil))
        #expect(await ask(world, "releaseControl", key: APIFixture.integrationBasic).status == 200)
        #expect(await control(world) == (active: nil, pending: nil))
        let types = try await world.api.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 99).map(\.type) }
        #expect(
            types == [
                "switchboard:passControl", "switchboard:acceptControl:failure", "switchboard:acceptControl:failure",
                "switchboard:offerControl", "switchboard:acceptControl", "switchboard:releaseControl",
            ])
    }

    @Test func whenNobodyCanTakeOver_theCustomerIsTold_K14() async throws {
        let world = try await world()
        _ = await ask(world, "passControl", #"{"switchboardIntegration":"bot"}"#)
        let answer = await ask(world, "passControl", #"{"switchboardIntegration":"night-shift"}"#)
        #expect(answer.status == 200)
        #expect(await control(world).active == "bot")
        let messages = await world.api.get(APIFixture.messages).root["messages"]
        #expect(messages.count == 1 && messages[0]["content"]["text"].string == "We answer tomorrow.")
        let types = try await world.api.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 99).map(\.type) }
        #expect(types == ["switchboard:passControl", "switchboard:passControl:failure", "conversation:message"])
    }

    @Test func withoutWordsForIt_aTargetThatIsNotThere_isRefusedAndTold() async throws {
        let world = try await world()
        _ = await ask(world, "passControl", #"{"switchboardIntegration":"desk"}"#)
        let answer = await ask(world, "passControl", #"{"switchboardIntegration":"next"}"#)
        #expect(answer.status == 404 && answer.code == "switchboard_integration_not_found")
        let event = try await world.api.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 99).last }
        #expect(event?.type == "switchboard:passControl:failure")
    }

    @Test func switchedOff_everybodyGetsEverything_andControlCannotMove() async throws {
        let world = try await world()
        _ = await ask(world, "passControl", #"{"switchboardIntegration":"bot"}"#)
        _ = await world.api.call("PATCH", "\(Self.root)/\(world.board)", body: #"{"enabled":false}"#)
        _ = await world.api.post(APIFixture.messages, APIFixture.hello)
        #expect(try await told(world, Self.deskHook).last == "conversation:message")
        #expect(await ask(world, "passControl", #"{"switchboardIntegration":"desk"}"#).status == 409)
    }

    @Test func aSwitchboardSurvivesARestart() async throws {
        let world = try await world()
        world.api.context.replaceSwitchboard(of: APIFixture.app, with: nil)
        try await Switchboards(world.api.context).refresh()
        #expect(world.api.context.switchboard(of: APIFixture.app)?.integrations.map(\.name) == ["desk", "bot"])
    }

    @Test func anAppHasOneSwitchboard_andItCanGo() async throws {
        let world = try await world()
        #expect(await world.api.call("POST", Self.root).status == 400)
        #expect(await world.api.get(Self.root).root["switchboards"].count == 1)
        #expect(await world.api.call("DELETE", "\(Self.root)/\(APIFixture.id(9))").code == "switchboard_not_found")
        #expect(await world.api.call("DELETE", "\(Self.root)/\(world.board)").status == 200)
        #expect(await world.api.get(Self.root).root["switchboards"].count == 0)
        #expect(await ask(world, "passControl", #"{"switchboardIntegration":"bot"}"#).code == "switchboard_not_found")
    }

    @Test func integrationsAreChangedAndTakenOff_unlessTheyAreNeeded() async throws {
        let world = try await world()
        let integrations = "\(Self.root)/\(world.board)/switchboardIntegrations"
        #expect(await world.api.call("DELETE", "\(integrations)/\(world.desk)").status == 400, "the bot's next")
        #expect(await world.api.call("DELETE", "\(integrations)/\(world.bot)").status == 400, "the default")
        let renamed = await world.api.call(
            "PATCH", "\(integrations)/\(world.bot)", body: #"{"name":"robot","nextSwitchboardIntegrationId":null,"fallbackMessage":null}"#)
        #expect(renamed.root["switchboardIntegration"]["name"].string == "robot")
        #expect(renamed.root["switchboardIntegration"]["fallbackMessage"].exists == false)
        #expect(await world.api.call("DELETE", "\(integrations)/\(world.desk)").status == 200)
        #expect(await world.api.get(integrations).root["switchboardIntegrations"].count == 1)
    }

    @Test(arguments: [
        ("{}", 400, "name is missing"), (#"{"name":"two words"}"#, 400, "name must"), (#"{"name":"next"}"#, 400, "name must"),
        (#"{"name":"x"}"#, 400, "integrationId or"),
        (#"{"name":"x","integrationId":"\#(APIFixture.otherIntegration)"}"#, 404, "There is no"),
        (#"{"name":"x","integrationType":"none"}"#, 404, "There is no"),
        (#"{"name":"desk","integrationType":"kakao"}"#, 400, "name is taken"),
        (#"{"name":"x","integrationType":"kakao","messageHistoryCount":11}"#, 400, "messageHistoryCount must"),
        (
            #"{"name":"x","integrationType":"kakao","nextSwitchboardIntegrationId":"\#(APIFixture.id(9))"}"#, 400,
            "nextSwitchboardIntegrationId"
        ),
    ])
    func anIntegrationThatCannotBe_isRefused(_ body: String, _ status: Int, _ title: String) async throws {
        let world = try await world()
        let answer = await world.api.post("\(Self.root)/\(world.board)/switchboardIntegrations", body)
        #expect(answer.status == status && answer.title?.hasPrefix(title) == true, "\(body): \(answer.title ?? "")")
    }

    @Test func theEleventhIntegration_isTooMany() async throws {
        let world = try await world()
        for number in 3...11 {
            let answer = await world.api.post(
                "\(Self.root)/\(world.board)/switchboardIntegrations", #"{"name":"n\#(number)","integrationType":"kakao"}"#)
            #expect(answer.status == (number <= 10 ? 201 : 400))
            if number == 11 { #expect(answer.code == "too_many_switchboard_integrations") }
        }
    }
}
