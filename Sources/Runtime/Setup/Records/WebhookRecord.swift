package import Core
package import JSONKit
import Wire

/// A webhook that the API has made, or what it has changed of one of the file. Nil: as in the file.
package struct WebhookRecord: JSONWritable, Hashable, Sendable {
    package var id: ID
    /// The custom integration that it belongs to; nil for changes of one of the file.
    package var integrationID: ID?
    package var isRemoved = false
    package var target: String?
    package var triggers: [String]?
    package var includeFullUser: Bool?
    package var includeFullSource: Bool?
    /// The sealed secret.
    package var secret: String?
    /// The sealed secret before it; nil for none, or for that of the file.
    package var previousSecret: String?
    /// Until when the secret before it signs as well.
    package var previousEndsAt: Instant?
    /// Whether its host may have a private address; nil: yes.
    package var trustedHost: Bool?

    /// An empty one.
    package init(id: ID, integrationID: ID? = nil) {
        self.id = id
        self.integrationID = integrationID
    }

    /// Where its secrets are kept.
    package func place(app: ID) -> SecretPlace { SecretPlace(app: app, record: "webhook \(id)", field: "secret") }

    init(id: ID, stored json: JSON) {
        self.init(id: id, integrationID: json["integrationId"].id)
        isRemoved = json["removed"].bool ?? false
        target = json["target"].string
        triggers = json["triggers"].exists ? json["triggers"].array.compactMap(\.string) : nil
        includeFullUser = json["includeFullUser"].bool
        includeFullSource = json["includeFullSource"].bool
        secret = json["secret"].string
        previousSecret = json["previousSecret"].string
        previousEndsAt = json["previousEndsAt"].instant
        trustedHost = json["trustedHost"].bool
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("integrationId", ifPresent: integrationID)
            json.field("removed", isRemoved)
            json.field("target", ifPresent: target)
            if let triggers { json.array("triggers") { json in for trigger in triggers { json.value(trigger) } } }
            json.field("includeFullUser", ifPresent: includeFullUser)
            json.field("includeFullSource", ifPresent: includeFullSource)
            json.field("secret", ifPresent: secret)
            json.field("previousSecret", ifPresent: previousSecret)
            json.field("previousEndsAt", ifPresent: previousEndsAt?.milliseconds)
            json.field("trustedHost", ifPresent: trustedHost)
        }
    }
}
