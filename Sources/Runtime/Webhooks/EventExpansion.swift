import Core
import JSONKit
import Store
import Wire

/// Fills the short forms of an event's body for a webhook that asks for whole users or sources: as they stand when it is delivered.
/// Source: Sunshine Conversations API, webhooks, `includeFullUser` and `includeFullSource`.
struct EventExpansion: Sendable {
    private let event: OutboxEvent
    private let root: JSON
    private let wantsUsers: Bool
    private let wantsSources: Bool

    /// Nil when the webhook asks for nothing more, or the body cannot be read.
    init?(_ event: OutboxEvent, for webhook: WebhookEntry) {
        guard webhook.includeFullUser || webhook.includeFullSource else { return nil }
        guard let root = (try? JSONDocument.parse(event.body.bytes))?.root, root["payload"].exists else { return nil }
        self.event = event
        self.root = root
        wantsUsers = webhook.includeFullUser
        wantsSources = webhook.includeFullSource
    }

    /// The records that the body names.
    struct Found: Sendable {
        var users: [ID: User] = [:]
        var clients: [Client] = []
    }

    /// Reads what is needed. A user that is gone stays in the short form.
    func read(_ store: any StoreReader) throws -> Found {
        var found = Found()
        for id in Set(userIDs(root["payload"], key: "")) {
            found.users[id] = try store.user(app: event.appID, id)
            if wantsSources { found.clients += try store.clients(user: id) }
        }
        return found
    }

    /// The body with whole users and sources.
    func body(_ found: Found, directory: Directory) -> JSONBytes {
        var json = JSONWriter(capacity: event.body.bytes.count + 1024)
        json.object { json in
            for (key, value) in root.object {
                json.key(key)
                if key == "payload" { write(value, key: "", found, directory, to: &json) } else { value.write(to: &json) }
            }
        }
        return JSONBytes(json.finish())
    }

    /// Places of users: `user`, and the two of a merge.
    private static let userKeys: Set<String> = ["user", "surviving", "discarded"]
    /// Free data of others, which is left as it is.
    private static let opaqueKeys: Set<String> = ["metadata", "content", "discardedMetadata", "quotedMessage"]

    private func userIDs(_ json: JSON, key: String) -> [ID] {
        var ids: [ID] = []
        if Self.userKeys.contains(key), let id = json["id"].id { ids.append(id) }
        if let id = json["userId"].id { ids.append(id) }
        for (key, value) in json.object where value.kind == .object && !Self.opaqueKeys.contains(key) { ids += userIDs(value, key: key) }
        return ids
    }

    private func write(_ value: JSON, key: String, _ found: Found, _ directory: Directory, to json: inout JSONWriter) {
        guard value.kind == .object, !Self.opaqueKeys.contains(key) else { return value.write(to: &json) }
        if wantsUsers, Self.userKeys.contains(key), let user = value["id"].id.flatMap({ found.users[$0] }) { return json.value(user) }
        json.object { json in
            for (key, inner) in value.object {
                json.key(key)
                write(inner, key: key, found, directory, to: &json)
            }
            if wantsSources, key == "source", let client = client(of: value, found) {
                json.field("client", ClientForm(client, integrationType: directory.integrations[client.integrationID]?.type ?? ""))
            }
        }
    }

    private func client(of source: JSON, _ found: Found) -> Client? {
        guard !source["client"].exists, let integration = source["integrationId"].id else { return nil }
        return found.clients.first { $0.integrationID == integration }
    }
}
