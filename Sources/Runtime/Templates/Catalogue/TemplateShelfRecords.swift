package import Core
import Cryptography
import JSONKit
import Store
import Wire

extension MessageTemplate {
    /// Our id of a template: the same for the same name and language.
    package var id: ID {
        var hash = SHA256()
        hash.update(Array("\(name)\u{0}\(language)".utf8))
        let digest = hash.finish()
        let high = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = digest.dropFirst(8).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return ID(high: high, low: low)
    }
}

/// The list of one integration in the store: a document for each template, and one that tells when the list was read whole.
struct TemplateShelfRecords: Sendable {
    let app: ID
    let integration: ID

    /// Documents in one transaction, so that writing a long list holds nobody up.
    private static let batch = 100

    private var head: String { "\(integration)" }
    private func name(_ template: MessageTemplate) -> String { "\(integration)/\(template.id)" }

    /// The list and the time of its reading; nil when it has never been read whole.
    func load(_ store: any Store) async throws -> (list: TemplateList, readAt: Instant)? {
        try await store.read { store in
            guard let head = try store.document(app: app, kind: .template, name: head) else { return nil }
            var templates: [MessageTemplate] = []
            var after: String?
            while true {
                let page = try store.documents(app: app, kind: .template, prefix: "\(integration)/", after: after, limit: Self.batch)
                templates += page.compactMap { MessageTemplate(stored: $0.body) }
                guard page.count == Self.batch, let last = page.last else { break }
                after = last.name
            }
            return (TemplateList(templates), head.updatedAt)
        }
    }

    /// Makes the store hold `new`, which was read whole at `now`, in place of `old`.
    func replace(_ old: TemplateList?, by new: TemplateList, _ store: any Store, now: Instant) async throws {
        let known = Set(old?.templates ?? [])
        let changed = new.templates.filter { !known.contains($0) }
        let names = Set(new.templates.map(name))
        let gone = (old?.templates ?? []).map(name).filter { !names.contains($0) }
        for start in stride(from: 0, to: changed.count, by: Self.batch) {
            let part = changed[start..<min(start + Self.batch, changed.count)]
            try await store.write { store in for template in part { try put(template, store, now: now) } }
        }
        let count = new.templates.count
        try await store.write { store in
            for name in gone { try store.remove(app: app, kind: .template, name: name) }
            let body = JSONBytes(JSONWriter.object { $0.field("count", count) })
            try store.put(Document(appID: app, kind: .template, name: head, body: body, updatedAt: now))
        }
    }

    /// Keeps one template.
    func put(_ template: MessageTemplate, _ store: any StoreTransaction, now: Instant) throws {
        try store.put(Document(appID: app, kind: .template, name: name(template), body: template.encoded(), updatedAt: now))
    }
}
