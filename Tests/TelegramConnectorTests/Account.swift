import ConnectorKit
import Core
import JSONKit
import TelegramConnector

/// The bot that the tests use.
enum TestAccount {
    static let receivedAt = Instant(seconds: 1_781_100_000)
    static let token = "123456789:AAtesttokenTESTTOKENtesttokenTESTTO"
    static let secretToken = "secret-token_0123456789"

    static func settings(
        baseURL: String? = nil, _ values: [String: String] = [:], secrets: [String: Secret] = [:]
    ) -> AccountSettings {
        AccountSettings(
            integrationID: ID(high: 1, low: 1), values: values,
            secrets: ["botToken": Secret(token)].merging(secrets) { $1 }, baseURL: baseURL)
    }

    /// A bot that is polled.
    static func channel(baseURL: String? = nil) throws -> any Channel {
        try TelegramConnector.registration.connect(settings(baseURL: baseURL))
    }

    /// A bot that takes webhooks.
    static func webhookChannel() throws -> any Channel {
        try TelegramConnector.registration.connect(
            settings(["mode": "webhook"], secrets: ["secretToken": Secret(secretToken)]))
    }

    static func payload(_ body: String) throws -> Payload {
        let request = HTTPRequest(method: "POST", path: "/webhooks/1", body: Array(body.utf8))
        return Payload(request: request, body: .json(try JSONDocument.parse(Array(body.utf8)).root), receivedAt: receivedAt)
    }

    /// What a poll's answer becomes.
    static func poll(_ answer: String, after cursor: String? = "1") throws -> PollResult {
        guard let polling = try channel().polling else { throw Unexpected() }
        return try polling.interpret(payload(answer), after: cursor)
    }
}

/// Something that the tests rely on is not so.
struct Unexpected: Error {}
