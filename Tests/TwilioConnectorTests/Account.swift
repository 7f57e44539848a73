import ConnectorKit
import Core
import Cryptography
import TwilioConnector

/// The accounts that the tests use.
enum TestAccount {
    static let receivedAt = Instant(seconds: 1_781_100_000)
    static let accountSid = "AC0123456789abcdef0123456789abcdef"
    static let token = "12345"

    static func settings(
        _ values: [String: String] = [:], secrets: [String: Secret] = [:], publicURL: String? = "https://messages.example.com"
    ) -> AccountSettings {
        AccountSettings(
            integrationID: ID(high: 1, low: 1), values: ["accountSid": accountSid, "from": "+15550100"].merging(values) { $1 },
            secrets: ["authToken": Secret(token)].merging(secrets) { $1 }, baseURL: nil, publicURL: publicURL)
    }

    static func channel(
        _ values: [String: String] = [:], secrets: [String: Secret] = [:], publicURL: String? = "https://messages.example.com"
    ) throws -> any Channel {
        try TwilioConnector.registration.connect(settings(values, secrets: secrets, publicURL: publicURL))
    }

    static func whatsApp() throws -> any Channel { try channel(["from": "whatsapp:+15550100"]) }

    /// The events of a form.
    static func events(_ fields: [FormField], query: String? = nil) throws -> [InboundEvent] {
        let request = HTTPRequest(method: "POST", path: "/webhooks/1", query: query, body: FormEncoding.bytes(fields))
        guard
            case .events(let events, let reply) = try channel().parse(
                Payload(request: request, body: .form(fields), receivedAt: receivedAt))
        else {
            throw Unexpected()
        }
        guard reply.status == 200 else { throw Unexpected() }
        return events
    }
}

/// Something that the tests rely on is not so.
struct Unexpected: Error {}
