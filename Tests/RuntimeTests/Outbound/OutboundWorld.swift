import ConnectorKit
import Core
import Store
import StoreSQLite
import StoreTesting
import Testing

@testable import Runtime

/// A worker's outbound side with one conversation per customer, on a clock that is turned by hand.
final class OutboundWorld: Sendable {
    static let app = ID(high: 1, low: 1)
    static let integration = ID(high: 2, low: 1)
    static let other = ID(high: 2, low: 2)

    let clock: ManualClock
    let store: SQLiteStore
    /// The same store as the worker sees it: its writes can be made to fail.
    let faults: FaultInjectingStore
    let office: PostOffice
    let context: RuntimeContext
    let posting: Posting
    let dispatcher: Dispatcher
    let leases: Leases

    init(
        _ channel: PostalChannel = PostalChannel(), clock: ManualClock = ManualClock(), store: SQLiteStore? = nil,
        office: PostOffice? = nil,
        settings: RuntimeSettings = RuntimeSettings(), masking: any Masking = NoMasking(), masksCards: Bool = true,
        identifiers: IdentifierFields = IdentifierFields([]), metrics: Metrics = Metrics()
    ) async throws {
        self.clock = clock
        self.store = try store ?? SQLiteStore(SQLiteOptions(.temporary))
        faults = FaultInjectingStore(self.store)
        self.office = office ?? PostOffice(clock)
        let registration = ConnectorRegistration(
            type: "postal", fields: [], payload: .json, identifiers: identifiers, failures: [], connect: { _ in channel })
        context = RuntimeContext(
            store: faults, caller: self.office, clock: clock.clock, ids: IDSource(worker: UInt32.random(in: 0...0xFF_FFFF)),
            masking: masking, metrics: metrics, settings: settings,
            directory: Directory(
                apps: [AppEntry(id: Self.app, displayName: "Test", settings: AppSettings(maskCreditCardNumbers: masksCards))],
                integrations: [Self.integration, Self.other].map {
                    IntegrationEntry(id: $0, appID: Self.app, registration: registration, channel: channel)
                }, webhooks: []))
        posting = Posting(context: context)
        leases = Leases(context: context)
        dispatcher = Dispatcher(processors: [SendProcessor(context: context)], leases: leases, context: context)
        self.store.onJobs { [weak dispatcher] in dispatcher?.jobsStored($0) }
    }

    /// Takes the leases and begins to send.
    func start() async throws {
        try await leases.acquire(alone: true)
        try await dispatcher.start()
    }

    /// A conversation with a customer who wrote `ago`.
    func conversation(_ number: UInt32 = 1, integration: ID = OutboundWorld.integration, wrote ago: Duration? = nil) async throws -> ID {
        let now = clock.now
        let user = User(id: ID(high: 10, low: number), appID: Self.app, createdAt: now)
        let client = Client(
            id: ID(high: 11, low: number), appID: Self.app, integrationID: integration, userID: user.id, externalID: "customer\(number)",
            linkedAt: now, lastSeen: now, window: ClientWindow(openedAt: ago.map { now - $0 }))
        let conversation = Conversation(
            id: ID(high: 12, low: number), appID: Self.app, userID: user.id, integrationID: integration, clientID: client.id,
            isDefault: true,
            createdAt: now, lastUpdatedAt: now, lastCustomerMessageAt: ago.map { now - $0 })
        try await store.write { store in
            try store.insert(user)
            try store.insert(client)
            _ = try store.addAddress(client.externalID, proof: .provider, to: client)
            try store.insert(conversation)
        }
        return conversation.id
    }

    /// Posts a text and returns the message's id.
    @discardableResult
    func post(_ text: String, to conversation: ID) async throws -> ID {
        let result = try await posting.post(MessageDraft(content: .text(TextContent(text))), app: Self.app, conversation: conversation)
        guard case .stored(let message, _) = result else { throw OutboundWorldProblem(what: "\(result)") }
        return message.id
    }

    /// The provider reports on the first part of a message, under the correlation of its first letter.
    func statusArrives(_ state: DeliveryState, of message: ID) async throws {
        let letter = office.ledger.first { Correlation($0.correlation)?.message == message }
        let correlation = try #require(letter).correlation
        let integration = try #require(context.directory.integrations[Self.integration])
        let now = clock.now
        let emitter = EventEmitter(context)
        let failure = state == .failed ? Failure(.providerRejected) : nil
        let update = StatusUpdate(messageExternalID: "late", state: state, failure: failure, correlation: correlation)
        let resolution = try await store.write { store in
            try StatusApplication(store: store, integration: integration, emitter: emitter, now: now).apply(update, at: now)
        }
        #expect(resolution == .applied(message))
    }

    /// The provider reports that the customer of the first letter wants no messages.
    func optOutArrives(of message: ID, integration id: ID) async throws {
        let letter = office.ledger.first { Correlation($0.correlation)?.message == message }
        let update = StatusUpdate(
            messageExternalID: "late", state: .failed, failure: Failure(.recipientOptedOut), correlation: try #require(letter).correlation)
        let (integration, context, now) = (try #require(context.directory.integrations[id]), context, clock.now)
        let event = InboundEvent(externalID: "late", at: now, body: .status(update))
        let effect = try await store.write { store in
            try EventApplication(
                store: store, integration: integration, entry: .first, emitter: EventEmitter(context), ids: context.ids, now: now,
                log: context.log, media: nil, splitCards: nil, settings: context.settings, echoesPostbacks: false
            ).applyStatus(event, update)
        }
        #expect(effect.resourceID == message)
    }

    /// Turns the clock from wake to wake until `condition` holds, at most to `limit` after now.
    ///
    /// - Parameter patience: rounds through the store without a change before the clock is turned; each lets run what can run now.
    func runClock(_ limit: Duration = .hours(72), patience: Int = 30, until condition: () async throws -> Bool) async throws {
        let end = clock.now + limit
        var rounds = 0
        while try await !condition() {
            try await store.write { _ in }
            await Task.yield()
            rounds += 1
            guard rounds > patience, office.open == 0 || rounds > 10 * patience else { continue }
            guard let wake = clock.nextWake, wake <= end else {
                if rounds > 5_000 { throw OutboundWorldProblem(what: "nothing more happens at \(clock.now), \(office.open) calls open") }
                continue
            }
            rounds = 0
            clock.advance(to: max(wake, clock.now))
        }
    }

    /// Lets everything run that can run without the clock being turned.
    func settle() async throws {
        for _ in 0..<60 {
            try await store.write { _ in }
            await Task.yield()
        }
    }

    func delivery(_ message: ID) async throws -> Delivery {
        try #require(try await store.read { try $0.delivery(message: message) })
    }

    func state(_ message: ID) async throws -> DeliveryState { try await delivery(message).state }

    func ledger(_ message: ID) async throws -> [DeliveryState] { try await store.read { try $0.ledger(message: message).map(\.state) } }

    func attempts(_ message: ID) async throws -> [String?] { try await store.read { try $0.attempts(message: message).map(\.outcome) } }

    func eventTypes() async throws -> [String] {
        try await store.read { try $0.events(app: Self.app, after: nil, limit: 1000).map(\.type) }
    }

    func jobsLeft() async throws -> Int { try await store.read { try $0.jobCounts().values.reduce(0, +) } }
}

struct OutboundWorldProblem: Error {
    var what: String
}
