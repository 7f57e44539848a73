import ConnectorKit
import Core
import JSONKit
import WhatsAppConnector

/// The account that the tests use.
enum TestAccount {
    static let receivedAt = Instant(seconds: 1_781_100_000)
    static let phoneNumberID = "310000000000001"
    static let businessID = "210987654321098"

    static func settings(baseURL: String? = nil, _ values: [String: String] = [:], secrets: [String: Secret] = [:]) -> AccountSettings {
        let plain = ["phoneNumberId": phoneNumberID, "wabaId": businessID].merging(values) { $1 }
        let secret = ["accessToken": Secret("token-1"), "appSecret": Secret("testsecret"), "verifyToken": Secret("verify-1")]
        return AccountSettings(
            integrationID: ID(high: 1, low: 1), values: plain, secrets: secret.merging(secrets) { $1 }, baseURL: baseURL)
    }

    static func channel(baseURL: String? = nil) throws -> any Channel {
        try WhatsAppConnector.registration.connect(settings(baseURL: baseURL))
    }

    static func payload(_ body: [UInt8]) throws -> Payload {
        let request = HTTPRequest(method: "POST", path: "/webhooks/1", body: body)
        return Payload(request: request, body: .json(try JSONDocument.parse(body).root), receivedAt: receivedAt)
    }

    /// The events of a body.
    static func events(_ body: String) throws -> [InboundEvent] {
        guard case .events(let events, let reply) = try channel().parse(payload(Array(body.utf8))) else { throw Unexpected() }
        guard reply == HTTPResponse(status: 200) else { throw Unexpected() }
        return events
    }

    /// The events of a value that came under a field.
    static func events(field: String = "messages", value: String) throws -> [InboundEvent] {
        try events(envelope(field: field, value: value))
    }

    static func envelope(field: String = "messages", value: String) -> String {
        #"{"object":"whatsapp_business_account","entry":[{"id":"\#(businessID)","changes":[{"field":"\#(field)","value":\#(value)}]}]}"#
    }

    static let metadata = #""metadata":{"display_phone_number":"15550102030","phone_number_id":"310000000000001"}"#

    /// The event of one element of `messages`, from a person who has a name.
    static func message(_ item: String) throws -> InboundEvent {
        let contact = #"{"profile":{"name":"Mara Okafor"},"wa_id":"15550107777"}"#
        let events = try events(value: #"{\#(metadata),"contacts":[\#(contact)],"messages":[\#(item)]}"#)
        guard events.count == 1 else { throw Unexpected() }
        return events[0]
    }

    /// The event of one element of `statuses`.
    static func status(_ item: String) throws -> InboundEvent {
        let events = try events(value: #"{\#(metadata),"statuses":[\#(item)]}"#)
        guard events.count == 1 else { throw Unexpected() }
        return events[0]
    }
}

/// Something that the tests rely on is not so.
struct Unexpected: Error {}
