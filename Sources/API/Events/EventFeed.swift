import Core
package import Store

/// Wakes the event streams when events are stored. What they show they read from the store, so that a slow reader costs no memory.
package final class EventFeed: Sendable {
    private struct State {
        var streams: [Int: (app: ID, wake: AsyncStream<Void>.Continuation)] = [:]
        var next = 0
        var isClosed = false
    }

    private let state = Lock(State())

    /// Makes a feed without streams.
    package init() {}

    /// Events are on disk. To be called with all that the store's `onEvents` tells; quick, from any thread.
    package func eventsStored(_ events: [OutboxEvent]) {
        let wakes = state.withLock { state -> [AsyncStream<Void>.Continuation] in
            if state.streams.isEmpty { return [] }
            let apps = Set(events.map(\.appID))
            return state.streams.values.filter { apps.contains($0.app) }.map(\.wake)
        }
        for wake in wakes { wake.yield() }
    }

    /// Ends all streams and takes no new ones: when the worker stops.
    package func close() {
        let wakes = state.withLock { state in
            state.isClosed = true
            return state.streams.values.map(\.wake)
        }
        for wake in wakes { wake.finish() }
    }

    /// Streams that are open.
    package var count: Int { state.withLock { $0.streams.count } }

    /// Why a stream is not opened.
    enum Refusal: Error, Hashable {
        /// The feed is closed, or has as many streams as it takes.
        case full
        /// The app has as many as one app may have.
        case appIsFull
    }

    /// A new stream of an app.
    ///
    /// - Parameters:
    ///   - limit: the most streams of all apps.
    ///   - appLimit: the most streams of one app.
    func subscribe(app: ID, limit: Int, appLimit: Int) throws(Refusal) -> EventSubscription {
        // One waiting wake-up is enough: whoever wakes reads all there is.
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let entered = state.withLock { state -> Result<Int, Refusal> in
            guard !state.isClosed, state.streams.count < limit else { return .failure(.full) }
            guard state.streams.values.count(where: { $0.app == app }) < appLimit else { return .failure(.appIsFull) }
            state.next += 1
            state.streams[state.next] = (app, wake)
            return .success(state.next)
        }
        return EventSubscription(feed: self, number: try entered.get(), wakes: wakes, wake: wake)
    }

    fileprivate func end(_ number: Int) {
        let stream = state.withLock { $0.streams.removeValue(forKey: number) }
        stream?.wake.finish()
    }
}

/// A place in the feed, given back when it is released.
final class EventSubscription: Sendable {
    let wakes: AsyncStream<Void>
    let wake: AsyncStream<Void>.Continuation
    private let feed: EventFeed
    private let number: Int

    fileprivate init(feed: EventFeed, number: Int, wakes: AsyncStream<Void>, wake: AsyncStream<Void>.Continuation) {
        self.feed = feed
        self.number = number
        self.wakes = wakes
        self.wake = wake
    }

    deinit { feed.end(number) }

    /// Ends the stream.
    func end() { feed.end(number) }
}
