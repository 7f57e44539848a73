package import Core
package import JSONKit
package import Store
import Wire

/// How a webhook fares, as far as it must be known after a restart. No record: well.
package struct WebhookHealth: JSONWritable, Hashable, Sendable {
    /// Why nothing is delivered any more.
    package struct Disabled: Hashable, Sendable {
        package var at: Instant
        /// A plain sentence.
        package var reason: String

        /// Makes one.
        package init(at: Instant, reason: String) {
            self.at = at
            self.reason = reason
        }
    }

    /// A webhook that has taken nothing for so long is disabled.
    package static let patience: Duration = .hours(24 * 5)

    /// Since when every attempt has failed; nil when none has.
    package var failingSince: Instant?
    package var disabled: Disabled?

    /// Makes a record.
    package init(failingSince: Instant?, disabled: Disabled? = nil) {
        self.failingSince = failingSince
        self.disabled = disabled
    }

    init(stored json: JSON) {
        failingSince = json["failingSince"].instant
        if let at = json["disabledAt"].instant { disabled = Disabled(at: at, reason: json["reason"].string ?? "") }
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("failingSince", ifPresent: failingSince?.milliseconds)
            json.field("disabledAt", ifPresent: disabled?.at.milliseconds)
            json.field("reason", ifPresent: disabled?.reason)
        }
    }

    // MARK: Store

    private static let prefix = "webhook/"

    /// Of one webhook.
    package static func read(_ webhook: ID, app: ID, _ store: any StoreReader) throws -> WebhookHealth? {
        try store.document(app: app, kind: .health, name: "\(prefix)\(webhook)").map { WebhookHealth(stored: $0.json) }
    }

    /// Of all webhooks of an app that do not fare well.
    package static func all(app: ID, _ store: any StoreReader) throws -> [ID: WebhookHealth] {
        try store.documentsByName(app: app, kind: .health, prefix: prefix) { name, json in
            ID(String(name.dropFirst(prefix.count))).map { ($0, WebhookHealth(stored: json)) }
        }
    }

    /// Keeps it; of a webhook that fares well nothing is kept.
    package static func keep(_ health: WebhookHealth?, of webhook: ID, app: ID, at now: Instant, _ store: any StoreTransaction) throws {
        let name = "\(prefix)\(webhook)"
        guard let health else { return _ = try store.remove(app: app, kind: .health, name: name) }
        try store.put(Document(appID: app, kind: .health, name: name, health, updatedAt: now))
    }
}
