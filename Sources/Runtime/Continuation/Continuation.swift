package import Core
import JSONKit
package import Store

/// Going on in another channel by a code that the customer takes there: begun by the customer itself, so that nobody has to know its
/// address on the other channel (Z12).
package struct Continuation: Sendable {
    /// How long a code is good.
    package static let codeLife: Duration = .minutes(30)

    private let context: RuntimeContext

    /// A continuation at this moment.
    package init(_ context: RuntimeContext) { self.context = context }

    /// Keeps a code for a customer who wants to leave for `integration`. Returns when it ends; nil without an open conversation that could
    /// go on there.
    ///
    /// - Parameter keepsConversation: the conversation itself goes along; else only the customer does, and begins another there.
    package func offer(
        _ code: ContinuationCode, to integration: ID, from client: Client, keepsConversation: Bool, in store: any StoreTransaction
    ) throws -> Instant? {
        guard let conversation = try store.latestConversation(client: client.id), conversation.status == .open else { return nil }
        let now = context.clock.now()
        let record = ContinuationRecord(
            clientID: client.id, conversationID: conversation.id, integrationID: integration, keepsConversation: keepsConversation,
            end: now + Self.codeLife)
        try store.put(record.document(code, app: client.appID, now: now))
        return record.end
    }

    /// Codes looked at in one step.
    private static let step = 200

    /// Forgets codes that are too old. `rest` is called between steps.
    func clean(rest: () async throws -> Void) async throws {
        for app in context.directory.apps.keys {
            var last: String?
            while true {
                let (from, now) = (last, context.clock.now())
                let page = try await context.store.read {
                    try $0.documents(app: app, kind: .continuation, prefix: "", after: from, limit: Self.step)
                }
                guard let end = page.last else { break }
                let old = page.filter { $0.updatedAt + Self.codeLife <= now }
                if !old.isEmpty {
                    try await context.store.write { store in
                        for document in old { try store.remove(app: app, kind: .continuation, name: document.name) }
                    }
                }
                last = end.name
                try await rest()
            }
        }
    }
}

/// What a code stands for. Kept as a document, named by the code's hash.
struct ContinuationRecord: Hashable, Sendable {
    /// Who asked for it.
    var clientID: ID
    var conversationID: ID
    /// The channel that it is good for.
    var integrationID: ID
    var keepsConversation: Bool
    /// When it is good no more.
    var end: Instant
}

extension ContinuationRecord {
    func document(_ code: ContinuationCode, app: ID, now: Instant) -> Document {
        let body = JSONWriter.object { json in
            json.field("clientId", clientID)
            json.field("conversationId", conversationID)
            json.field("integrationId", integrationID)
            json.field("keepsConversation", keepsConversation)
            json.field("end", end.milliseconds)
        }
        return Document(appID: app, kind: .continuation, name: code.name, body: JSONBytes(body), updatedAt: now)
    }

    /// Takes what a code stands for out of the store, if it is good for this channel now.
    static func take(
        _ code: ContinuationCode, app: ID, integration: ID, now: Instant, _ store: any StoreTransaction
    ) throws -> ContinuationRecord? {
        guard let document = try store.document(app: app, kind: .continuation, name: code.name),
            let record = ContinuationRecord(stored: document.body), record.integrationID == integration, now < record.end
        else { return nil }
        try store.remove(app: app, kind: .continuation, name: code.name)
        return record
    }

    private init?(stored: JSONBytes) {
        guard let json = try? JSONDocument.parse(stored.bytes).root, let client = json["clientId"].string.flatMap({ ID($0) }),
            let conversation = json["conversationId"].string.flatMap({ ID($0) }),
            let integration = json["integrationId"].string.flatMap({ ID($0) }), let end = json["end"].int
        else { return nil }
        self.init(
            clientID: client, conversationID: conversation, integrationID: integration,
            keepsConversation: json["keepsConversation"].bool ?? true, end: Instant(milliseconds: end))
    }
}
