import Synchronization

/// The numbers that the worker keeps of itself, by name and labels. Names and label values come from closed lists and identifiers of
/// the configuration, never from a customer, so their number is bounded; past `seriesLimit` new series are dropped and counted.
package final class Metrics: Sendable {
    /// What a number means.
    package enum Kind: String, Hashable, Sendable {
        /// Only rises.
        case counter
        /// Rises and falls.
        case gauge
    }

    /// A name with its labels.
    package struct Series: Hashable, Sendable {
        /// `parley_…`, in snake case.
        package var name: String
        /// Label names and values.
        package var labels: [Log.Pair]
    }

    /// The value of a series at one moment.
    package struct Sample: Hashable, Sendable {
        /// Which one.
        package var series: Series
        /// Counter or gauge.
        package var kind: Kind
        /// Its value.
        package var value: Int64
    }

    /// One number. Keep it where it is used often: adding to it is one atomic instruction.
    package final class Number: Sendable {
        private let value = Atomic<Int64>(0)

        fileprivate init() {}

        /// Adds to it.
        package func add(_ amount: Int64 = 1) { value.add(amount, ordering: .relaxed) }

        /// Sets it.
        package func set(_ amount: Int64) { value.store(amount, ordering: .relaxed) }

        /// Its value now.
        package var current: Int64 { value.load(ordering: .relaxed) }
    }

    /// How many series there can be.
    package static let seriesLimit = 10_000

    private struct State {
        var numbers: [Series: (kind: Kind, number: Number)] = [:]
        var help: [String: String] = [:]
    }

    private let state = Lock(State())
    private let overflow = Number()

    /// Makes an empty set.
    package init() {}

    /// The number of this name and these labels; made at the first call.
    package func number(_ name: String, _ kind: Kind = .counter, _ labels: KeyValuePairs<String, String> = [:], help: String? = nil)
        -> Number
    {
        let series = Series(name: name, labels: labels.map { Log.Pair(name: $0.key, value: $0.value) })
        return state.withLock { state in
            if let help { state.help[name] = help }
            if let known = state.numbers[series] { return known.number }
            guard state.numbers.count < Self.seriesLimit else { return overflow }
            let number = Number()
            state.numbers[series] = (kind, number)
            return number
        }
    }

    /// Adds to the number of this name and these labels.
    package func count(_ name: String, _ labels: KeyValuePairs<String, String> = [:], by amount: Int64 = 1) {
        number(name, .counter, labels).add(amount)
    }

    /// All values, sorted by name and labels, with the help texts by name.
    package func samples() -> (samples: [Sample], help: [String: String]) {
        let (samples, help) = state.withLock { state in
            (state.numbers.map { Sample(series: $0.key, kind: $0.value.kind, value: $0.value.number.current) }, state.help)
        }
        let key = { (sample: Sample) in
            sample.series.name + "\u{0}" + sample.series.labels.map { $0.name + "\u{0}" + $0.value }.joined(separator: "\u{0}")
        }
        return (samples.sorted { key($0) < key($1) }, help)
    }
}
