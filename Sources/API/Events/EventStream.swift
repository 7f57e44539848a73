import Core
import Runtime
import Store
import Wire

/// One stream of server-sent events (HTML Living Standard, "Server-sent events"): what is stored after a position, then what comes.
struct EventStream: Sendable {
    /// Where it starts.
    enum Position: Hashable, Sendable {
        /// With the first event stored from now on.
        case now
        /// Behind this event: `Last-Event-ID`, exclusive.
        case after(ID)
    }

    /// Events read at once.
    static let pageSize = 64
    /// Bytes written at once. The server cuts a stream whose buffer overflows, also when its reader is quick.
    static let burst = 64 << 10

    /// Who reads. The stream goes on for as long as this one would be let in.
    let reader: Caller
    let start: Position
    let subscription: EventSubscription
    let context: RuntimeContext
    let settings: APISettings

    private var app: ID { reader.appID }
    /// Whether the reader's key is still in force and its token not over. To be asked after each wait, before anything is written.
    private var isAllowed: Bool { reader.isValid(in: context.directory, at: context.clock.now()) }

    /// Writes until the client is gone, its credentials are no longer in force, or the feed is closed. A heartbeat looks at them too.
    func run(into sink: any StreamSink) async {
        sink.onClose { [subscription] in subscription.end() }
        defer {
            sink.finish()
            subscription.end()
        }
        let beat = Task { [context, heartbeat = settings.heartbeat, subscription] in
            while !Task.isCancelled {
                try await context.clock.sleep(until: context.clock.now() + heartbeat)
                subscription.wake.yield()
            }
        }
        defer { beat.cancel() }
        do {
            try await write(into: sink)
        } catch {
            context.log.warning(
                "An event stream has ended early", ["problem": (error as? StoreProblem).map { "\($0)" } ?? "\(type(of: error))"])
        }
    }

    private func write(into sink: any StreamSink) async throws {
        guard sink.send(Array("retry: 2000\n\n".utf8)), var position = try await begin(sink) else { return }
        guard try await catchUp(&position, sink) != nil else { return }
        for await _ in subscription.wakes {
            guard let count = try await catchUp(&position, sink) else { return }
            if count == 0, !sink.send(Array(": alive\n\n".utf8)) { return }
        }
    }

    /// The position after which events are written; nil when the stream is over.
    private func begin(_ sink: any StreamSink) async throws -> ID? {
        switch start {
        case .now: return context.ids.next(at: context.clock.now())
        case .after(let position):
            guard let gap = try await gap(after: position) else { return position }
            return isAllowed && sink.send(gap.frame) ? gap.id : nil
        }
    }

    /// Tells of events that are no longer kept. The last of them gives the gap its id, so that the reader goes on behind it.
    private func gap(after position: ID) async throws -> OutboxEvent? {
        let app = app
        let (isKept, oldest) = try await context.store.read { store in
            (try store.event(app: app, position) != nil, try store.oldestEvent(app: app))
        }
        let now = context.clock.now()
        let end = oldest?.predecessor ?? context.ids.next(at: now)
        let isOld = oldest != nil || position.madeAt + context.settings.retention < now
        guard !isKept, isOld, position < end else { return nil }
        return Event(id: end, createdAt: now, .parley(.gap(after: position, oldest: oldest))).outboxEvent(app: app, conversation: nil)
    }

    /// Writes what is stored behind `position` and returns how many that were; nil when the stream is over.
    private func catchUp(_ position: inout ID, _ sink: any StreamSink) async throws -> Int? {
        var written = 0
        var unpaused = 0
        while true {
            let (app, from) = (app, position)
            let events = try await context.store.read { try $0.events(app: app, after: from, limit: Self.pageSize) }
            guard isAllowed else { return nil }
            for event in events {
                let frame = event.frame
                if unpaused > 0, unpaused + frame.count > Self.burst {
                    try await pause(&unpaused)
                    guard isAllowed else { return nil }
                }
                guard sink.send(frame) else { return nil }
                unpaused += frame.count
                position = event.id
            }
            written += events.count
            if events.count < Self.pageSize { return written }
            try await pause(&unpaused)
        }
    }

    private func pause(_ unpaused: inout Int) async throws {
        unpaused = 0
        if settings.catchUpPause > .zero { try await context.clock.sleep(until: context.clock.now() + settings.catchUpPause) }
    }
}

extension OutboxEvent {
    /// The event as a frame. Its JSON is compact and holds no line breaks.
    fileprivate var frame: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.bytes.count + type.utf8.count + 64)
        bytes += "id: \(id)\nevent: \(type)\ndata: ".utf8
        bytes += body.bytes
        bytes += "\n\n".utf8
        return bytes
    }
}

extension ID {
    /// The identifier right before this one.
    fileprivate var predecessor: ID { low > 0 ? ID(high: high, low: low - 1) : ID(high: high &- 1, low: .max) }
}
