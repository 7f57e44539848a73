internal import Core
package import JSONKit
package import Store

/// The types of clients that typed clients know ("Sunshine Conversations API, client").
package enum ClientType: String, Hashable, Sendable, CaseIterable {
    case apple, gbm, googlercs, instagram, kakao, line, mailgun, messagebird, messenger, slackconnect, sdk, telegram, twilio, twitter
    case viber, wechat, whatsapp

    /// The type of the clients of an integration; `sdk` for web chat and for custom channels, which have no word of their own.
    package init(integrationType: String) { self = ClientType(rawValue: integrationType) ?? .sdk }
}

/// A client with the type of its integration, as it is shown.
package struct ClientForm: JSONWritable, Hashable, Sendable {
    /// The client.
    package var client: Client
    /// Its type.
    package var type: ClientType

    /// Puts a client and its integration's type together.
    package init(_ client: Client, integrationType: String) {
        self.client = client
        type = ClientType(integrationType: integrationType)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", client.id)
            json.field("type", type.rawValue)
            json.field("status", client.status.rawValue)
            json.field("integrationId", client.integrationID)
            json.field("externalId", client.externalID)
            json.field("lastSeen", client.lastSeen)
            json.field("linkedAt", client.linkedAt)
            json.field("displayName", ifNotEmpty: client.displayName)
            json.field("info", client.info)
        }
    }
}
