package import Core
internal import JSONKit
package import Store
internal import Wire

/// What the provider said last of an account's quality: kept over restarts.
package struct QualityRecord: Hashable, Sendable {
    /// The provider's word: `FLAGGED`, `UPGRADE`.
    package var word: String
    /// When it was said.
    package var at: Instant

    private static func name(_ integration: ID) -> String { "quality/\(integration)" }

    /// What is kept of an account.
    package static func of(_ integration: ID, app: ID, in store: any StoreReader) throws -> QualityRecord? {
        guard let document = try store.document(app: app, kind: .health, name: name(integration)),
            let word = try? JSONDocument.parse(document.body.bytes).root["word"].string
        else { return nil }
        return QualityRecord(word: word, at: document.updatedAt)
    }

    /// Keeps it, unless something newer is kept.
    func store(_ integration: ID, app: ID, in store: any StoreTransaction) throws {
        if let known = try Self.of(integration, app: app, in: store), known.at > at { return }
        let body = JSONBytes(JSONWriter.object { $0.field("word", word) })
        try store.put(Document(appID: app, kind: .health, name: Self.name(integration), body: body, updatedAt: at))
    }
}
