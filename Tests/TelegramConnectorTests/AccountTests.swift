import ConnectorKit
import Core
import TelegramConnector
import Testing

@Suite struct AccountTests {
    private static func verdict(_ method: String, _ tokens: [String]) throws -> Verdict {
        var request = HTTPRequest(method: method, path: "/webhooks/1", body: Array("{}".utf8))
        for token in tokens { request.headers.append("x-telegram-bot-api-secret-token", token) }
        return try TestAccount.webhookChannel().authenticate(request, now: .zero)
    }

    @Test func webhook_isBelievedOnlyWithTheSecretToken() throws {
        let token = TestAccount.secretToken
        #expect(try Self.verdict("POST", [token]) == .accepted(signed: true))
        #expect(try Self.verdict("GET", [token]) == .refused(.methodNotAllowed))
        #expect(try Self.verdict("POST", []) == .refused(.signatureMissing))
        #expect(try Self.verdict("POST", [""]) == .refused(.tokenWrong))
        #expect(try Self.verdict("POST", [token, token]) == .refused(.tokenWrong))
        for place in 0..<token.count {
            let other = String(token.enumerated().map { $0.offset == place ? "~" : $0.element })
            #expect(try Self.verdict("POST", [other]) == .refused(.tokenWrong), "place \(place)")
            #expect(try Self.verdict("POST", [String(token.prefix(place))]) == .refused(.tokenWrong), "prefix \(place)")
        }
    }

    @Test(arguments: [
        ("botToken", "", [:]), ("botToken", "123:short", [:]), ("botToken", "x:AAtesttokenTESTTOKENtesttokenTESTTO", [:]),
        ("botToken", "1:AAtesttokenTESTTOKENtesttokenTESTTO\n", [:]), ("secretToken", "", ["mode": "webhook"]),
        ("secretToken", "too-short", ["mode": "webhook"]), ("secretToken", "with spaces inside it", ["mode": "webhook"]),
        ("mode", "", ["mode": "webhooks"]),
    ])
    func wrongSetting_isRefusedByItsKey(key: String, secret: String, values: [String: String]) throws {
        let secrets = key == "mode" ? [:] : [key: Secret(secret)]
        do {
            _ = try TelegramConnector.registration.connect(TestAccount.settings(values, secrets: secrets))
            Issue.record("taken")
        } catch {
            #expect(error.key == key)
            #expect(!error.remedy.isEmpty && (secret.isEmpty || !error.remedy.contains(secret)))
        }
    }

    @Test func webhookModeWithoutASecretToken_isRefused() {
        #expect(throws: ConfigurationProblem.self) { try TelegramConnector.registration.connect(TestAccount.settings(["mode": "webhook"])) }
    }

    @Test func identifiers_areLeftAlone_andTextIsNot() {
        let fields = TelegramConnector.registration.identifiers
        for path in [
            "result.message.chat.id", "update_id", "message.photo.file_id", "deleted_business_messages.message_ids", "message.date",
        ] {
            #expect(fields.isIdentifier(path.split(separator: ".").map { String($0) }), "\(path)")
        }
        for path in [
            "message.text", "message.caption", "callback_query.data", "message.contact.phone_number", "message.document.file_name",
        ] {
            #expect(!fields.isIdentifier(path.split(separator: ".").map { String($0) }), "\(path)")
        }
    }

    @Test func capabilities_areTelegramsLimits() {
        let capabilities = TelegramConnector.capabilities
        #expect(capabilities.window == .unlimited)
        #expect(capabilities.textLimit == 4096 && capabilities.textUnit == .utf16)
        #expect(capabilities.accountPace.interval >= .seconds(1) / 30)
        #expect(capabilities.recipientPace?.interval == .seconds(1))
        #expect(capabilities.groupPace?.interval == .seconds(3))
        #expect(!capabilities.reportsDelivery && capabilities.idempotencyKeyLife == nil)
    }
}
