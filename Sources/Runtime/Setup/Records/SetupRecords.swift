package import Core
import JSONKit
package import Store
import Wire

/// Everything that the API has made and changed of one app.
package struct SetupRecords: Hashable, Sendable {
    package var app: AppRecord?
    package var integrations: [ID: IntegrationRecord] = [:]
    package var webhooks: [ID: WebhookRecord] = [:]
    package var keys: [String: KeyRecord] = [:]
    /// Webhooks that do not fare well.
    package var health: [ID: WebhookHealth] = [:]

    /// Nothing.
    init() {}

    /// What the store has. A document whose name is none of ours is left out.
    package init(app: ID, _ store: any StoreReader) throws {
        self.app = try store.document(app: app, kind: .app, name: AppRecord.name).map { AppRecord(stored: $0.json) }
        integrations = try store.documentsByName(app: app, kind: .integration, prefix: "") { name, json in
            ID(name).map { ($0, IntegrationRecord(id: $0, stored: json)) }
        }
        webhooks = try store.documentsByName(app: app, kind: .webhook, prefix: "") { name, json in
            ID(name).map { ($0, WebhookRecord(id: $0, stored: json)) }
        }
        keys = try store.documentsByName(app: app, kind: .key, prefix: "") { name, json in (name, KeyRecord(id: name, stored: json)) }
        health = try WebhookHealth.all(app: app, store)
    }
}

extension StoreTransaction {
    /// Keeps a record.
    package func keep(_ record: AppRecord, app: ID, at now: Instant) throws {
        try put(Document(appID: app, kind: .app, name: AppRecord.name, record, updatedAt: now))
    }

    /// Keeps a record.
    package func keep(_ record: IntegrationRecord, app: ID, at now: Instant) throws {
        try put(Document(appID: app, kind: .integration, name: "\(record.id)", record, updatedAt: now))
    }

    /// Keeps a record.
    package func keep(_ record: WebhookRecord, app: ID, at now: Instant) throws {
        try put(Document(appID: app, kind: .webhook, name: "\(record.id)", record, updatedAt: now))
    }

    /// Keeps a record.
    package func keep(_ record: KeyRecord, app: ID, at now: Instant) throws {
        try put(Document(appID: app, kind: .key, name: record.id, record, updatedAt: now))
    }
}

extension Document {
    /// A document of a record.
    init(appID: ID, kind: DocumentKind, name: String, _ record: some JSONWritable, updatedAt: Instant) {
        var json = JSONWriter()
        record.write(to: &json)
        self.init(appID: appID, kind: kind, name: name, body: JSONBytes(json.finish()), updatedAt: updatedAt)
    }

    /// The body; missing when it cannot be read.
    var json: JSON { (try? JSONDocument.parse(body.bytes))?.root ?? .missing }
}

extension StoreReader {
    /// Documents read one page at a time.
    private var pageSize: Int { 256 }

    /// All documents of a kind whose name begins with `prefix`, as `read` takes them.
    func documentsByName<Key, Value>(
        app: ID, kind: DocumentKind, prefix: String, _ read: (String, JSON) -> (Key, Value)?
    ) throws -> [Key: Value] {
        var found: [Key: Value] = [:]
        var last: String?
        while true {
            let page = try documents(app: app, kind: kind, prefix: prefix, after: last, limit: pageSize)
            for document in page {
                if let (key, value) = read(document.name, document.json) { found[key] = value }
            }
            guard page.count == pageSize, let end = page.last else { return found }
            last = end.name
        }
    }
}
