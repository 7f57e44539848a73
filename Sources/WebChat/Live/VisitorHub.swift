package import Core
import JSONKit
package import Runtime
package import Store
import WebChatConnector
import Wire

/// Wakes the streams of connected visitors: takes what the store tells of new events, finds whose conversation it is, and sends what the
/// visitor may see of it. In order of the events; nothing is read while nobody is connected.
package final class VisitorHub: Sendable {
    private struct State {
        var streams: [ID: [Int: any VisitorStream]] = [:]
        /// Conversations of other channels, as far as they were looked up.
        var foreign: Set<ID> = []
        /// Places that are taken, and how many of them by a network.
        var count = 0
        var byNetwork: [String: Int] = [:]
        var next = 0
        var isClosed = false
    }

    /// Conversations that are remembered.
    private static let most = 100_000
    /// Streams of one visitor: the tabs of a person. One more ends the oldest.
    static let streamsPerVisitor = 8
    /// Streams of visitors who have not signed in, from one network: the people behind one address of an office or a mobile carrier,
    /// or of a page behind a proxy that nobody told the worker of. Tokens are free: nothing else keeps one machine from taking all places.
    static let streamsPerNetwork = 128

    private let context: RuntimeContext
    private let limit: Int
    private let state = Lock(State())
    private let events: AsyncStream<OutboxEvent>
    private let feed: AsyncStream<OutboxEvent>.Continuation

    /// Makes a hub; `run` must be running for anything to arrive.
    ///
    /// - Parameter connections: the connections that the server may have. A quarter is left to everybody else: a provider whose request
    ///   finds none would be told 503.
    package init(context: RuntimeContext, connections: Int) {
        self.context = context
        limit = max(1, connections - connections / 4)
        // Whoever falls behind so far gets `gap` at its next connect, because its cursor stays where it was.
        (events, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(10_000))
    }

    /// Takes events as they are stored, on the store's thread.
    package func eventsStored(_ stored: [OutboxEvent]) {
        guard state.withLock({ $0.count > 0 }) else { return }
        for event in stored where matters(event) { feed.yield(event) }
    }

    private func matters(_ event: OutboxEvent) -> Bool {
        guard let type = EventType(rawValue: event.type) else { return false }
        if type == .userMerge { return true }
        guard let conversation = event.conversationID else { return false }
        switch type {
        case .clientAdd, .clientUpdate:
            // The conversation may have moved here, or away.
            state.withLock { _ = $0.foreign.remove(conversation) }
            return true
        case .conversationMessage, .parleyMessageEdited, .parleyMessageUnsent, .parleyConversationClosed, .conversationRead,
            .conversationTyping, .conversationCreate, .parleyRedaction:
            return state.withLock { !$0.foreign.contains(conversation) }
        default: return false
        }
    }

    /// Serves until it is cancelled or closed.
    package func run() async {
        let beat = Task { [context] in
            while !Task.isCancelled {
                try await context.clock.sleep(until: context.clock.now() + .seconds(15))
                self.everybody { _ = $0.send(Array(": alive\n\n".utf8)) }
            }
        }
        defer { beat.cancel() }
        for await event in events {
            do {
                try await pass(event)
            } catch {
                context.log.warning("A visitor could not be told of an event", ["event": "\(event.id)", "problem": "\(type(of: error))"])
            }
        }
    }

    /// Ends all streams.
    package func close() {
        feed.finish()
        state.withLock { $0.isClosed = true }
        everybody { $0.finish() }
    }

    private func everybody(_ action: (any VisitorStream) -> Void) {
        for stream in state.withLock({ $0.streams.values.flatMap(\.values) }) { action(stream) }
    }

    // MARK: Streams

    /// A place for a stream. It is taken until `leave`, also when its stream was told to end: connections count as long as they are open.
    struct Seat: Sendable {
        /// Whose stream it is: a client's, or the stand-in of an address that is none yet.
        let key: ID
        /// What it counts for; nil for a visitor who has signed in.
        let network: String?
        let number: Int
    }

    /// Why there is no place.
    enum Refusal: Error {
        /// The network has as many as it may.
        case network
        /// All places are taken, or the worker stops.
        case full
    }

    /// Takes a place, before the browser is answered.
    func seat(_ key: ID, network: String?) throws(Refusal) -> Seat {
        let place = state.withLock { state -> Result<Seat, Refusal> in
            guard !state.isClosed, state.count < limit else { return .failure(.full) }
            if let network {
                let count = state.byNetwork[network, default: 0]
                guard count < Self.streamsPerNetwork else { return .failure(.network) }
                state.byNetwork[network] = count + 1
            }
            state.count += 1
            state.next += 1
            return .success(Seat(key: key, network: network, number: state.next))
        }
        return try place.get()
    }

    /// Puts a stream into its place. A visitor who has too many loses the oldest, which tells its page to wait until somebody looks at it:
    /// the newest tab is the one in use, and the oldest may be a connection that a phone has left behind on its way from net to net. A
    /// refusal would keep that person out until the dead ones are found to be dead.
    func join(_ seat: Seat, _ stream: any VisitorStream) {
        let (isClosed, oldest) = state.withLock { state -> (Bool, (any VisitorStream)?) in
            guard !state.isClosed else { return (true, nil) }
            state.streams[seat.key, default: [:]][seat.number] = stream
            guard let streams = state.streams[seat.key], streams.count > Self.streamsPerVisitor, let oldest = streams.keys.min() else {
                return (false, nil)
            }
            return (false, state.streams[seat.key]?.removeValue(forKey: oldest))
        }
        if isClosed { stream.finish() }
        _ = oldest?.send(VisitorFrame.replaced.bytes)
        oldest?.finish()
    }

    /// Gives a place back: to be called once for each, when its stream has ended.
    func leave(_ seat: Seat) {
        state.withLock { state in
            state.count -= 1
            if let network = seat.network, let count = state.byNetwork[network] {
                state.byNetwork[network] = count > 1 ? count - 1 : nil
            }
            state.streams[seat.key]?[seat.number] = nil
            if state.streams[seat.key]?.isEmpty == true { state.streams[seat.key] = nil }
        }
    }

    private func streams(_ key: ID) -> [any VisitorStream] { state.withLock { $0.streams[key].map { Array($0.values) } ?? [] } }

    // MARK: Events

    private func pass(_ event: OutboxEvent) async throws {
        guard let id = event.conversationID else { return try await passMerge(event) }
        if event.type == EventType.clientUpdate.rawValue { try await passDeparture(event.appID, id) }
        let app = event.appID
        let found = try await context.store.read { store -> (Conversation, String)? in
            guard let conversation = try store.conversation(app: app, id), let client = try store.client(conversation.clientID) else {
                return nil
            }
            return (conversation, client.externalID)
        }
        guard let (conversation, address) = found else { return }
        guard context.directory.integrations[conversation.integrationID]?.channel is WebChatChannel else { return remember(foreign: id) }
        // By the address of now: a visitor who has signed in has another one.
        let listeners = streams(VisitorKey.of(integration: conversation.integrationID, address: address))
        guard !listeners.isEmpty, let frame = try await frame(event, conversation) else { return }
        for stream in listeners { _ = stream.send(frame.bytes) }
    }

    /// Two users are one: whoever has signed in has more to read now.
    private func passMerge(_ event: OutboxEvent) async throws {
        let merged = (try? JSONDocument.parse(event.body.bytes))?.root["payload"]["mergedUsers"]["surviving"]["id"].string
        guard let user = merged.flatMap({ ID($0) }) else { return }
        for client in try await context.store.read({ try $0.clients(user: user) }) {
            for stream in streams(VisitorKey.of(integration: client.integrationID, address: client.externalID)) {
                _ = stream.send(VisitorFrame.gap.bytes)
            }
        }
    }

    /// Tells a visitor that its conversation goes on in another channel, if it does.
    private func passDeparture(_ app: ID, _ id: ID) async throws {
        let departed = try await context.store.read { store -> [(Client, VisitorConversation)] in
            guard let conversation = try store.conversation(app: app, id) else { return [] }
            return try store.clients(user: conversation.userID).filter { $0.id != conversation.clientID }.flatMap { client in
                try Departures.of(client, store).entries.filter { $0.conversationID == id }.map { entry in
                    (client, VisitorConversation(conversation: conversation, elsewhere: entry.integrationID))
                }
            }
        }
        for (client, conversation) in departed {
            let frame = VisitorFrame("conversation", conversation)
            for stream in streams(VisitorKey.of(integration: client.integrationID, address: client.externalID)) {
                _ = stream.send(frame.bytes)
            }
        }
    }

    private func remember(foreign conversation: ID) {
        state.withLock { state in
            if state.foreign.count >= Self.most { state.foreign = [] }
            state.foreign.insert(conversation)
        }
    }

    private func frame(_ event: OutboxEvent, _ conversation: Conversation) async throws -> VisitorFrame? {
        let payload = (try? JSONDocument.parse(event.body.bytes))?.root["payload"] ?? .missing
        switch EventType(rawValue: event.type) {
        case .conversationMessage, .parleyMessageEdited, .parleyMessageUnsent, .parleyRedaction:
            guard let id = payload["message"]["id"].string.flatMap({ ID($0) }) else { return nil }
            let app = event.appID
            let context = context
            let found = try await context.store.read { store in
                try store.message(app: app, id).map { try context.withFreshLinks([$0], in: store) }
            }
            guard let message = found?.first else { return nil }
            return VisitorFrame(
                "message", id: message.id, VisitorMessage(message: message, businessLastRead: conversation.businessLastRead))
        case .conversationCreate, .parleyConversationClosed:
            return VisitorFrame("conversation", VisitorConversation(conversation: conversation))
        case .conversationRead:
            guard payload["activity"]["author"]["type"] == "business", let time = conversation.businessLastRead else { return nil }
            return VisitorFrame("read", JSONValue.object([.init("upTo", .string(time.wire))]))
        case .conversationTyping:
            guard payload["activity"]["author"]["type"] == "business" else { return nil }
            let isOn = payload["activity"]["type"] == "typing:start"
            let name = try await agent(of: conversation.id)
            return VisitorFrame(
                "typing", JSONValue.object([.init("on", .bool(isOn)), .init("name", name.map { .string($0) } ?? .null)]))
        case .clientAdd, .clientUpdate: return .gap
        default: return nil
        }
    }
}

extension VisitorHub: Presence {
    /// Whether a page of the visitor is open and connected to this worker.
    package func isPresent(integration: ID, address: String) -> Bool {
        !streams(VisitorKey.of(integration: integration, address: address)).isEmpty
    }
}

extension VisitorHub {
    /// Messages looked through for a name, from the newest back.
    private static let lookBack = 20

    /// Who of the business wrote last: an activity names nobody.
    private func agent(of conversation: ID) async throws -> String? {
        try await context.store.read { store in
            try store.messages(conversation: conversation, page: PageRequest(limit: Self.lookBack))
                .last { $0.author == .business && $0.authorName != nil }?.authorName
        }
    }
}

/// Where frames for one browser are written.
package protocol VisitorStream: Sendable {
    /// Queues bytes. False when the browser is gone or too slow.
    func send(_ bytes: [UInt8]) -> Bool
    /// Ends the stream.
    func finish()
    /// Calls `action` once when the stream has ended.
    func onClose(_ action: @escaping @Sendable () -> Void)
}
