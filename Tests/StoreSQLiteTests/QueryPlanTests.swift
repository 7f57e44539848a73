import CSQLite
import Core
import Store
import Testing

@testable import StoreSQLite

/// What calls of the API ask of the database: each question is answered by way of an index, so that it costs the same however much is stored.
@Suite struct QueryPlanTests {
    private typealias Question = @Sendable (any StoreTransaction) throws -> Void

    private static let app = ID(high: 1, low: 1)
    private static let some = ID(high: 2, low: 2)
    private static let pages = [
        PageRequest(limit: 26), PageRequest(after: some, limit: 26), PageRequest(before: some, limit: 26),
    ]

    /// Questions with what they are asked for; of lists that are short by themselves the rows may be sorted.
    private static let questions: [(label: String, isShort: Bool, ask: Question)] = [
        ("messages", false, { store in for page in pages { _ = try store.messages(conversation: some, page: page) } }),
        ("conversations of a user", false, { store in for page in pages { _ = try store.conversations(user: some, page: page) } }),
        ("newest conversation", false, { _ = try $0.latestConversation(client: some) }),
        ("sweep", false, { _ = try $0.conversations(after: some, limit: 9) }),
        ("members", true, { _ = try $0.members(conversation: some) }),
        ("clients", true, { _ = try $0.clients(user: some) }), ("user", false, { _ = try $0.user(app: app, some) }),
        ("user by external id", false, { _ = try $0.user(app: app, externalID: "a") }),
        ("users by address", true, { _ = try $0.users(app: app, email: "a@b.c", limit: 9) }),
        ("client by address", false, { _ = try $0.client(integration: some, address: "a") }),
        ("message", false, { _ = try $0.message(app: app, some) }),
        ("delivery", false, { _ = (try $0.delivery(message: some), try $0.parts(message: some), try $0.attempts(message: some)) }),
        ("ledger", false, { _ = try $0.ledger(message: some) }),
        ("documents", false, { _ = try $0.documents(app: app, kind: .merge, prefix: "a", after: "ab", limit: 9) }),
        ("removing a message", false, { _ = try $0.remove(message: some, app: app) }),
        ("removing a conversation", false, { _ = try $0.remove(conversation: some, app: app) }),
        ("removing a client", false, { _ = try $0.remove(client: some) }),
        ("removing a user", false, { _ = try $0.remove(user: some, app: app) }),
        ("retiring an external id", false, { try $0.retire(some, "a", as: some) }),
        ("moving conversations", false, { _ = try $0.moveConversations(client: some, to: some) }),
    ]

    @Test(arguments: questions.indices) func noQuestionWalksThroughATable(_ index: Int) async throws {
        let (label, isShort, ask) = Self.questions[index]
        let folder = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        try await store.write { _ in }
        await store.close()
        let connection = try Connection(path: folder.database, mode: .readWrite, cacheKilobytes: 100)
        defer { connection.close() }
        try ask(Session(connection))
        let texts = Self.prepared(on: connection)
        #expect(!texts.isEmpty, "\(label)")
        for text in texts {
            for step in try Self.plan(of: text, on: connection) {
                #expect(!step.hasPrefix("SCAN") || step.hasPrefix("SCAN CONSTANT"), "\(label): \(step) in \(text)")
                if !isShort { #expect(!step.contains("TEMP B-TREE"), "\(label): \(step) in \(text)") }
            }
        }
    }

    /// Every statement that the connection has prepared.
    private static func prepared(on connection: Connection) -> [String] {
        var texts: [String] = []
        var statement = sqlite3_next_stmt(connection.handle, nil)
        while let current = statement {
            if let text = sqlite3_sql(current) { texts.append(String(cString: text)) }
            statement = sqlite3_next_stmt(connection.handle, current)
        }
        return texts
    }

    private static func plan(of text: String, on connection: Connection) throws -> [String] {
        try connection.statement(Query("EXPLAIN QUERY PLAN " + text)).all { row in
            _ = (row.int(), row.int(), row.int())
            return row.text()
        }
    }
}
