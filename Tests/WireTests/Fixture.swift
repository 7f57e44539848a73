import Core
import JSONKit
import Store
import Wire

/// Records with fixed ids and times, for golden forms.
enum Fixture {
    static func id(_ number: UInt32) -> ID { ID(high: 0, low: number) }

    static let app = id(0xA)
    static let integration = id(0xB)
    static let at = Instant(milliseconds: 1_767_225_600_123)
    static let time = "2026-01-01T00:00:00.123Z"

    static let user = User(
        id: id(1), appID: app, externalID: "customer-1", profile: Profile(givenName: "Ana").encoded(),
        metadata: JSONBytes(Array(#"{"vip":true}"#.utf8)), createdAt: at, signedUpAt: at)
    static let otherUser = User(id: id(2), appID: app, createdAt: at)
    static let client = Client(
        id: id(3), appID: app, integrationID: integration, userID: id(1), externalID: "15550001", displayName: "Ana", linkedAt: at,
        lastSeen: at)
    static let conversation = Conversation(
        id: id(4), appID: app, userID: id(1), integrationID: integration, clientID: id(3), isDefault: true, createdAt: at,
        lastUpdatedAt: at, lastCustomerMessageAt: at, unanswered: true)
    static let group = Conversation(
        id: id(4), appID: app, kind: .group, userID: .none, integrationID: .none, clientID: .none, isDefault: false, createdAt: at,
        lastUpdatedAt: at)
    static let source = MessageSource(
        type: "whatsapp", integrationID: integration, originalMessageID: "wamid.1", originalMessageAt: at)
    static let message = MessageRecord(
        id: id(5), appID: app, conversationID: id(4), author: .user, authorUserID: id(1), authorName: "Ana", receivedAt: at, storedAt: at,
        content: Content.text(TextContent("Hello")).encoded(), source: source.encoded())
    static let reply = MessageRecord(
        id: id(6), appID: app, conversationID: id(4), author: .business, authorName: "Ben", receivedAt: at, storedAt: at,
        content: Content.text(TextContent("Hi")).encoded(), source: MessageSource(type: MessageSource.api).encoded())
    static let notification = MessageRecord(
        id: id(7), appID: app, conversationID: id(4), author: .business, receivedAt: at, storedAt: at,
        content: Content.text(TextContent("Your visit")).encoded(), source: MessageSource(type: MessageSource.notification).encoded())
    static let lostMedia = MediaRecord(
        id: id(9), appID: app, integrationID: integration, conversationID: id(4), messageID: id(5), origin: .inbound, state: .failed,
        mediaType: "image/png", size: 7, failure: failure)
    static let failure = Failure(
        .outsideWindow, provider: ProviderError(code: "131047", message: "Re-engagement message", details: "24 hours"))

    static func delivery(_ stage: DeliveryNews.Stage, externalIDs: [String] = ["wamid.2"]) -> EventPayload {
        .delivery(
            DeliveryNews(
                stage, conversation: conversation, user: user, messageID: id(6), integrationType: "whatsapp", integrationID: integration,
                externalIDs: externalIDs))
    }

    static let clientNews = ClientNews(
        conversation: conversation, user: user, client: client, integrationType: "whatsapp", source: source)
    static let window = WindowState(rule: "24h", state: .open, openedAt: at, closesAt: at + .hours(24), secondsLeft: 86400)
}

/// JSON as a value whose objects are sorted by key, so that only the content is compared.
func parsed(_ bytes: [UInt8]) throws -> JSONValue { sorted(JSONValue(try JSONDocument.parse(bytes).root)) }

/// JSON text as a value whose objects are sorted by key.
func parsed(_ text: String) throws -> JSONValue { try parsed(Array(text.utf8)) }

/// A writable value, written and read again.
func parsed(_ value: some JSONWritable) throws -> JSONValue {
    var json = JSONWriter()
    value.write(to: &json)
    return try parsed(json.finish())
}

private func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool, .int, .double, .number, .string: value
    case .array(let elements): .array(elements.map(sorted))
    case .object(let members):
        .object(members.map { JSONValue.Member($0.key, sorted($0.value)) }.sorted { $0.key < $1.key })
    }
}
