import Core

/// Calls of the API, one after the other: into a database that holds little more than the conversations that are asked for, and into one
/// that holds a million messages. Those conversations hold the same in both, so that the answers are of one size.
struct APIRow {
    private static let messages = 1_000_000
    private static let customers = 100_000
    /// Customers whose conversations are asked for.
    private static let asked = 1000
    private static let calls = 2000

    let setting: Setting

    func run(_ report: inout Report) throws {
        let little = try measure(customers: Self.asked)
        let much = try measure(customers: Self.customers)
        let names = ["list messages", "list conversations", "post a message"]
        for (name, times) in zip(names, zip(little, much)) {
            report.add("API, \(name): p99, little stored", times.0.quantile(0.99), "ms")
            report.add("API, \(name): p99, \(Self.messages) messages stored", times.1.quantile(0.99), "ms")
            report.add("API, \(name): p99 against little", times.1.quantile(0.99) / times.0.quantile(0.99), "x", .atMost(2))
        }
    }

    /// Milliseconds of each call, by kind of call.
    private func measure(customers: Int) throws -> [[Double]] {
        let past = try Past()
        try past.make(setting.database) { past, store in
            try await past.addCustomers(customers, to: store)
            try await past.addMessages(perCustomer: Self.messages / Self.customers, customers: customers, to: store)
        }
        let worker = try setting.startWorker(provider: 9)
        var random = SeededGenerator(seed: 3)
        var times: [[Double]] = [[], [], []]
        // The first calls of each kind warm up what an idle worker has let go.
        for number in -50..<Self.calls {
            let customer = Int(random.next() % UInt64(Self.asked))
            for (kind, request) in Self.requests(past, customer: customer, number: max(number, 0)).enumerated() {
                var batch = RequestBatch()
                batch.append(request)
                let load = try LoadGenerator(batch, to: worker.port, connections: 1)
                let watch = Stopwatch()
                guard try load.run().succeeded == 1 else { throw BenchProblem("a call was refused") }
                if number >= 0 { times[kind].append(watch.seconds * 1000) }
            }
        }
        return times
    }

    private static func requests(_ past: Past, customer: Int, number: Int) -> [[UInt8]] {
        let root = "/v2/apps/\(Account.app)/conversations"
        let list = "\(root)/\(past.conversation(customer))/messages"
        let conversations = "\(root)?filter[userId]=\(Account.id(1, customer, at: past.time))"
        return [list, conversations].map { LocalHTTP.requestBytes("GET", $0, headers: [Account.basicAuthorization], body: []) }
            + [SendingRow.post(past, customer: customer, number: number)]
    }
}
