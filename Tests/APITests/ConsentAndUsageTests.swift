import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import Testing

struct ConsentAndUsageTests {
    private static let consent = "\(APIFixture.parley)/clients/\(APIFixture.client)/consent"

    @Test func consentIsRecordedAndShown_andHoldsForTheNextMessage_Z24() async throws {
        let api = try APIFixture()
        try await api.seed(ago: .hours(1))
        let before = await api.get(Self.consent)
        #expect(before.status == 200 && before.root["consent"]["all"].isNull && before.root["consent"]["marketing"].isNull)
        let answer = await api.call("PATCH", Self.consent, body: #"{"all":false,"detail":"By telephone."}"#)
        #expect(answer.status == 200)
        #expect(answer.root["consent"]["all"]["allowed"].bool == false && answer.root["consent"]["marketing"].isNull)
        let posted = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(posted.status == 201 && posted.headers["Parley-Failure"] == "recipient_opted_out")
        let state = await api.get("\(APIFixture.parley)/conversations/\(APIFixture.conversation)").root["conversation"]["sendable"]
        #expect(state["freeform"].bool == false && state["template"].bool == false && state["failureCode"].string == "recipient_opted_out")
        _ = await api.call("PATCH", Self.consent, body: #"{"all":true}"#)
        #expect(await api.post(APIFixture.messages, APIFixture.hello).headers["Parley-Failure"] == nil)
    }

    @Test(arguments: [#"{}"#, #"{"all":"no"}"#, #"{"marketing":1}"#, #"[]"#])
    func aConsentThatSaysNothing_isRefused(_ body: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        #expect(await api.call("PATCH", Self.consent, body: body).status == 400)
    }

    @Test func anotherClient_isNotFound() async throws {
        let api = try APIFixture()
        #expect(await api.get(Self.consent).status == 404)
    }

    @Test func whatAChannelCarriesIsShown_Z41() async throws {
        let api = try APIFixture()
        let answer = await api.get("\(APIFixture.parley)/integrations/\(APIFixture.integration)/capabilities")
        let shown = answer.root["capabilities"]
        #expect(answer.status == 200 && shown["type"].string == "whatsapp")
        let known = try #require(api.context.directory.integrations[APIFixture.integration]).channel.capabilities
        #expect(shown["content"].count == Capabilities.ContentKind.allCases.count)
        #expect(shown["text"]["limit"].int == Int64(known.textLimit) && shown["templates"].bool == known.templates)
        #expect(shown["window"]["rule"].string == "24h" && shown["pace"]["account"]["burst"].int == Int64(known.accountPace.burst))
        #expect(await api.get("\(APIFixture.parley)/integrations/\(APIFixture.user)/capabilities").status == 404)
    }

    @Test func usageOfAMonthIsShown_F8() async throws {
        let api = try APIFixture()
        try await api.seed()
        try await api.store.write { store in
            let root = "usage/2026-01/\(APIFixture.integration)/"
            for (name, count) in [
                ("message/inbound/BR", 5 as Int64), ("message/outbound/US", 2), ("charge/perMessage/marketing/regular/paid/US", 2),
                ("session/free", 1), ("segments/outbound", 7),
            ] { try store.count(app: APIFixture.app, name: root + name, by: count) }
            try store.count(app: APIFixture.app, name: "usage/2026-01/users", by: 3)
        }
        let usage = await api.get("\(APIFixture.parley)/usage?month=2026-01").root["usage"]
        #expect(usage["monthlyActiveUsers"].int == 3)
        #expect(usage["messages"].array.map { $0["count"].int } == [5, 2])
        #expect(usage["messages"][0]["integration"]["type"].string == "whatsapp" && usage["messages"][0]["country"].string == "BR")
        #expect(usage["charges"][0]["category"].string == "marketing" && usage["charges"][0]["free"].bool == false)
        #expect(usage["sessions"]["free"].int == 1 && usage["smsSegments"]["outbound"].int == 7)
        #expect(await api.get("\(APIFixture.parley)/usage").root["usage"]["month"].string == "2026-01")
        for wrong in ["2026-13", "2026", "x", "2026-1-1"] {
            #expect(await api.get("\(APIFixture.parley)/usage?month=\(wrong)").status == 400)
        }
    }
}
