/// What came of a load.
struct LoadResult {
    var seconds = 0.0
    /// Answers 2xx.
    var succeeded = 0
    /// All other answers and broken connections.
    var failed = 0
    /// Of each answer, in microseconds.
    var latencies: [UInt32] = []

    /// Good answers a second.
    var rate: Double { seconds > 0 ? Double(succeeded) / seconds : 0 }

    /// The latency, in milliseconds, that `share` of the answers do not exceed.
    func latency(_ share: Double) -> Double {
        guard !latencies.isEmpty else { return 0 }
        let sorted = latencies.sorted()
        return Double(sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]) / 1000
    }
}
