import Core
import Dispatch
import Store
import StoreSQLite

/// Fills a new database with what an earlier life would have left.
struct Past: Sendable {
    /// When it happened: long enough ago for identifiers to be older than all that follow.
    let time = WallClock.system.now() + .seconds(-60)
    let app: ID
    let integration: ID

    init() throws {
        guard let app = ID(Account.app), let integration = ID(Account.integration) else { throw BenchProblem("ids") }
        (self.app, self.integration) = (app, integration)
    }

    /// Makes the database at `path` and runs `body` on it.
    func make(_ path: String, _ body: @escaping @Sendable (Past, SQLiteStore) async throws -> Void) throws {
        Files.removeDatabase(path)
        let store = try SQLiteStore(SQLiteOptions(.file(path)))
        let end = DispatchSemaphore(value: 0)
        let problem = Lock<(any Error)?>(nil)
        Task {
            do { try await body(self, store) } catch { problem.withLock { $0 = error } }
            await store.close()
            end.signal()
        }
        end.wait()
        if let problem = problem.withLock({ $0 }) { throw problem }
    }

    func conversation(_ index: Int) -> ID { Account.id(3, index, at: time) }

    /// Customers, each with a client, its address and an open conversation.
    func addCustomers(_ count: Int, to store: SQLiteStore) async throws {
        try await inSteps(count, of: store) { index, store in
            let user = Account.id(1, index, at: time)
            let client = Client(
                id: Account.id(2, index, at: time), appID: app, integrationID: integration, userID: user,
                externalID: Account.number(index), phone: Account.number(index), displayName: "Customer \(index)", linkedAt: time,
                lastSeen: time, window: ClientWindow(openedAt: time))
            try store.insert(User(id: user, appID: app, createdAt: time))
            try store.insert(client)
            _ = try store.addAddress(client.externalID, proof: .provider, to: client)
            try store.insert(
                Conversation(
                    id: conversation(index), appID: app, userID: user, integrationID: integration, clientID: client.id, isDefault: true,
                    createdAt: time, lastUpdatedAt: time, lastCustomerMessageAt: time))
        }
    }

    /// Messages of customers, `perCustomer` (at least 2) for each of `customers` conversations, each with its provider's id.
    ///
    /// Written along the order of the keys, which is ten times as fast as by chance, but in two passes: the second one splits the pages that
    /// the first has filled, so that in the end they are as full as pages to which rows come by chance, about 70 %.
    func addMessages(perCustomer: Int, customers: Int, to store: SQLiteStore) async throws {
        let first = max(1, perCustomer * 7 / 10)
        try await addMessages(0..<first, of: perCustomer, customers, before: 0, to: store)
        try await addMessages(first..<perCustomer, of: perCustomer, customers, before: first * customers, to: store)
    }

    /// The messages at the places `places` of each customer's `perCustomer`; `before` were added already.
    private func addMessages(
        _ places: Range<Int>, of perCustomer: Int, _ customers: Int, before: Int, to store: SQLiteStore
    ) async throws {
        let total = UInt64(perCustomer * customers)
        let content = JSONBytes(Array(#"{"type":"text","text":"\#(String(repeating: "Where is my order? ", count: 12))"}"#.utf8))
        let source = JSONBytes(Array(#"{"type":"whatsapp","integrationId":"\#(Account.integration)"}"#.utf8))
        try await inSteps(places.count * customers, of: store) { index, store in
            let id = Account.id(4, before + index, at: time)
            let customer = index / places.count
            try store.insert(
                MessageRecord(
                    id: id, appID: app, conversationID: conversation(customer), author: .user,
                    authorUserID: Account.id(1, customer, at: time),
                    receivedAt: time, storedAt: time, content: content, source: source))
            // Spread evenly over all that the ids of new messages can be.
            let place = UInt64(customer * perCustomer + places.lowerBound + index % places.count)
            let external = Account.messageID(UInt64.max / total * place, number: index, "BB==")
            _ = try store.claim(integration, external, for: ExternalReference(kind: .inbound, resourceID: id))
        }
    }

    /// Replies that wait to be sent, spread over `customers` conversations.
    func addReplies(_ count: Int, customers: Int, to store: SQLiteStore) async throws {
        let content = JSONBytes(Array(#"{"type":"text","text":"Your order is on its way and will be with you tomorrow."}"#.utf8))
        let source = JSONBytes(Array(#"{"type":"api:conversations"}"#.utf8))
        let deadline = time + .hours(20)
        try await inSteps(count, of: store) { index, store in
            let id = Account.id(5, index, at: time)
            let conversation = conversation(index % customers)
            try store.insert(
                MessageRecord(
                    id: id, appID: app, conversationID: conversation, author: .business, receivedAt: time, storedAt: time, content: content,
                    source: source))
            try store.insert(
                Delivery(
                    messageID: id, appID: app, conversationID: conversation, integrationID: integration, state: .queued, queuedAt: time,
                    deadline: deadline))
            let key = JobKey(queue: .outbound, group: integration, lane: conversation, id: id)
            try store.enqueue(Job(key: key, appID: app, subject: id, runAt: time))
        }
    }

    private func inSteps(
        _ count: Int, of store: SQLiteStore, _ body: @escaping @Sendable (Int, any StoreTransaction) throws -> Void
    ) async throws {
        for start in stride(from: 0, to: count, by: 10_000) {
            try await store.write { store in
                for index in start..<min(count, start + 10_000) { try body(index, store) }
            }
        }
    }
}
