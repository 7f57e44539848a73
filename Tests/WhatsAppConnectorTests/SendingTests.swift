import ConnectorKit
import ConnectorTesting
import Core
import Testing
import WhatsAppConnector

@Suite struct SendingTests {
    static let kit = try? ConnectorConformance(TestAccount.channel(), form: .json, itemArrays: [])

    @Test(arguments: SendingCases.all) func content_becomesItsRequests(row: OutboundCase) throws {
        try #require(Self.kit).check(row)
    }

    @Test(arguments: InteractiveCases.all) func actions_becomeWhatFits(row: OutboundCase) throws {
        try #require(Self.kit).check(row)
    }

    @Test func request_goesToTheNumber_withTheToken() throws {
        let message = SendingCases.message(.text(TextContent("a")))
        let step = try #require(try TestAccount.channel().render(message, after: [], correlation: "c"))
        #expect(step.request.method == "POST")
        #expect(step.request.url == "https://graph.facebook.com/v25.0/310000000000001/messages")
        #expect(step.request.headers["Authorization"] == "Bearer token-1")
        #expect(step.request.headers["Content-Type"] == "application/json")
        #expect(step.purpose == .deliver(part: 0))
        #expect(step.idempotencyKey == nil)
    }

    @Test(arguments: [
        (#"{"type":"template","template":{}}"#, true), (#"{"status":"read","message_id":"wamid.1"}"#, true),
        (#"{"type":"text","text":{"body":"a"}}"#, false), (#"{"type":"reaction"}"#, false), ("{}", false), ("not JSON", false),
    ])
    func override_isFreeOfTheWindow_onlyAsTemplateOrReceipt(body: String, isFree: Bool) throws {
        #expect(try TestAccount.channel().isFreeOfWindow(JSONBytes(Array(body.utf8))) == isFree)
    }

    @Test func baseURL_replacesTheHost_andKeepsItsPrefix() throws {
        let message = SendingCases.message(.text(TextContent("a")))
        let channel = try TestAccount.channel(baseURL: "http://127.0.0.1:9001/graph")
        let step = try channel.render(message, after: [], correlation: "")
        #expect(step?.request.url == "http://127.0.0.1:9001/graph/v25.0/310000000000001/messages")
        #expect(step.map { !String(decoding: $0.request.body, as: UTF8.self).contains("biz_opaque") } == true)
    }

    @Test func retry_resumesAtTheFirstPartWithoutReceipt_invariant7() throws {
        let message = SendingCases.message(.text(TextContent(String(repeating: "x", count: 9000))))
        let receipts = [0, 2].map { StepReceipt(index: $0, purpose: .deliver(part: $0), externalID: "w\($0)") }
        let channel = try TestAccount.channel()
        #expect(try channel.render(message, after: receipts, correlation: "c")?.purpose == .deliver(part: 1))
        #expect(try channel.render(message, after: Array(receipts.prefix(1)), correlation: "c")?.purpose == .deliver(part: 1))
        let all = receipts + [StepReceipt(index: 1, purpose: .deliver(part: 1), externalID: "w1")]
        #expect(try channel.render(message, after: all, correlation: "c") == nil)
    }

    @Test func capabilities_sayWhatMetaSays() throws {
        let capabilities = try TestAccount.channel().capabilities
        #expect(capabilities.window == .afterCustomerMessage(.seconds(86_400)))
        #expect(capabilities.textLimit == 4096)
        #expect(capabilities.textUnit == .unicodeScalars)
        #expect(capabilities.accountPace.interval * 80 == .seconds(1))
        #expect(capabilities.recipientPace == Capabilities.Pace(every: .seconds(6), burst: 45))
        #expect(capabilities.correlatesStatuses && capabilities.templates && capabilities.reportsDelivery)
        #expect(capabilities.idempotencyKeyLife == nil)
    }

    @Test(arguments: [
        ("phoneNumberId", ""), ("phoneNumberId", "31/../x"), ("wabaId", "a b"), ("apiVersion", "25"), ("apiVersion", "v25.x"),
        ("listButton", String(repeating: "x", count: 21)),
    ]) func badField_isRefusedByName(key: String, value: String) {
        let problem = #expect(throws: ConfigurationProblem.self) {
            try WhatsAppConnector.registration.connect(TestAccount.settings([key: value]))
        }
        #expect(problem?.key == key)
    }

    @Test(arguments: ["accessToken", "appSecret", "verifyToken"]) func badSecret_isRefusedByName_withoutShowingIt_trap30(key: String) {
        for value in ["", "abc\n", "a b"] {
            let problem = #expect(throws: ConfigurationProblem.self) {
                try WhatsAppConnector.registration.connect(TestAccount.settings(secrets: [key: Secret(value)]))
            }
            #expect(problem?.key == key)
            #expect(problem?.remedy.contains("abc") == false)
        }
    }

    @Test func descriptionsOfTheChannel_holdNoSecret_trap30_invariant15() throws {
        var text = ""
        dump(try TestAccount.channel(), to: &text)
        text += "\(try TestAccount.channel())"
        for secret in ["token-1", "testsecret", "verify-1"] { #expect(!text.contains(secret)) }
        #expect(text.contains("310000000000001"))
    }
}
