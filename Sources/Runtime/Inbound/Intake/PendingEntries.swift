import Core

/// Journal entries that wait for their effect: how many there are, and what the latest of them hold.
///
/// The events that were read when a request came in are kept here until they are applied, as far as memory allows. What is not here
/// is read again from the journal.
package final class PendingEntries: Sendable {
    private struct State {
        var count = 0
        var held: [ID: (events: [InboundEvent], bytes: Int)] = [:]
        var bytes = 0
    }

    /// Entries and bytes of payload whose events are kept.
    package static let entryLimit = 32_768
    package static let byteLimit = 48 << 20

    private let state = Lock(State())

    /// Knows nothing yet.
    package init() {}

    /// How many entries wait.
    package var count: Int { state.withLock { $0.count } }

    /// Sets how many entries wait in the store: at the start, and now and then where several workers share one store.
    package func recount(_ count: Int) { state.withLock { $0.count = count } }

    /// An entry is about to be stored.
    func added(_ entry: ID, _ events: [InboundEvent], bytes: Int) {
        state.withLock { state in
            state.count += 1
            guard state.held.count < Self.entryLimit, state.bytes + bytes <= Self.byteLimit else { return }
            state.held[entry] = (events, bytes)
            state.bytes += bytes
        }
    }

    /// The events of an entry, if they are kept.
    func events(of entry: ID) -> [InboundEvent]? { state.withLock { $0.held[entry]?.events } }

    /// Entries have had their effect, or could not be stored.
    func ended(_ entries: some Sequence<ID>) {
        state.withLock { state in
            for entry in entries {
                state.count = max(state.count - 1, 0)
                if let held = state.held.removeValue(forKey: entry) { state.bytes -= held.bytes }
            }
        }
    }
}
