import Core
import Glibc

/// One reply at a time in an idle worker: from the API call to the provider's sight of the request.
struct LatencyRow {
    private static let customers = 100
    private static let replies = 300

    let setting: Setting

    func run(_ report: inout Report) throws {
        let past = try Past()
        try past.make(setting.database) { past, store in try await past.addCustomers(Self.customers, to: store) }
        let provider = try WatchedProvider()
        let worker = try setting.startWorker(provider: provider.port)
        var times: [Double] = []
        for number in 0..<Self.replies {
            var batch = RequestBatch()
            batch.append(SendingRow.post(past, customer: number % Self.customers, number: number))
            let load = try LoadGenerator(batch, to: worker.port, connections: 1)
            let start = Stopwatch.nanoseconds()
            guard try load.run().succeeded == 1 else { throw BenchProblem("a reply was refused") }
            try wait(for: "the provider to see reply \(number)", limit: 10, every: 1) { provider.seen.count > number }
            times.append(Double(provider.seen.times[number] - start) / 1e6)
            // Long enough for everything behind the send to end.
            usleep(3000)
        }
        report.add("reply to provider request, idle: p50", times.median, "ms", .atMost(10))
        report.add("reply to provider request, idle: p99", times.quantile(0.99), "ms")
    }
}
