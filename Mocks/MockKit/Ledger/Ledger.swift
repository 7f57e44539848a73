import Core
import JSONKit

/// The requests that reached a mock, in order. Safe from any thread.
package final class Ledger: Sendable {
    /// What is kept.
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Every request, up to the limit.
        case full
        /// Only how many: for benchmarks.
        case counts
    }

    /// How many entries are kept; the oldest go first.
    package static let limit = 400_000

    private struct State {
        var mode = Mode.full
        var entries: [LedgerEntry] = []
        var accepted = 0
        var refused = 0
        var sequence = 0
    }

    private let state = Lock(State())

    init() {}

    /// What is kept from now on.
    package var mode: Mode {
        get { state.withLock { $0.mode } }
        set { state.withLock { $0.mode = newValue } }
    }

    /// How many requests were accepted and refused since the last `removeAll`.
    package var counts: (accepted: Int, refused: Int) { state.withLock { ($0.accepted, $0.refused) } }

    /// Adds a request at the end; `entry` is only made in mode `full`.
    package func add(isAccepted: Bool, _ entry: @autoclosure () -> LedgerEntry) {
        let isFull = state.withLock { state in
            if isAccepted { state.accepted += 1 } else { state.refused += 1 }
            return state.mode == .full
        }
        guard isFull else { return }
        var entry = entry()
        state.withLock { state in
            state.sequence += 1
            entry.sequence = state.sequence
            state.entries.append(entry)
            if state.entries.count > Self.limit + Self.limit / 8 { state.entries.removeFirst(state.entries.count - Self.limit) }
        }
    }

    /// The entries behind the place `sequence`, in order.
    /// - Parameter all: refused ones too.
    package func entries(after sequence: Int = 0, limit: Int = .max, all: Bool = false) -> [LedgerEntry] {
        let entries = state.withLock { $0.entries }
        let first = entries.first?.sequence ?? 1
        let behind = entries.dropFirst(max(0, sequence - first + 1))
        return Array((all ? Array(behind) : behind.filter(\.isAccepted)).prefix(limit))
    }

    /// Forgets the entries and the counts. Places go on.
    package func removeAll() {
        state.withLock { state in
            state = State(mode: state.mode, sequence: state.sequence)
        }
    }

    /// A page as the control API shows it; `next` is the `after` of the next page.
    package func page(after sequence: Int, limit: Int, all: Bool) -> [UInt8] {
        let entries = entries(after: sequence, limit: limit, all: all)
        let counts = counts
        return JSONWriter.object(capacity: 4096) { json in
            json.field("accepted", counts.accepted)
            json.field("refused", counts.refused)
            json.array("entries") { json in for entry in entries { json.value(entry) } }
            json.field("next", entries.last?.sequence ?? sequence)
        }
    }
}
