/// Replies: how fast they are sent when they wait already, and how fast they are taken and sent when they come by the API.
struct SendingRow {
    private static let customers = 10_000

    let setting: Setting
    let replies: Int

    func run(_ report: inout Report) throws {
        let past = try Past()
        try past.make(setting.database) { past, store in
            try await past.addCustomers(Self.customers, to: store)
            try await past.addReplies(replies, customers: Self.customers, to: store)
        }
        let mock = try setting.startMock()
        let worker = try setting.startWorker(provider: mock.port)
        try tellQueued(mock, worker, &report)
        try tellPosted(past, mock, worker, &report)
    }

    private func tellQueued(_ mock: Mock, _ worker: Worker, _ report: inout Report) throws {
        try wait(for: "the first send", every: 1) { try mock.accepted() > 0 }
        let watch = Stopwatch()
        let first = try mock.accepted()
        let (workerStart, mockStart) = (worker.process.processorSeconds, mock.process.processorSeconds)
        try waitUntilSent(replies, mock, worker)
        let sends = Double(replies - first)
        report.add("reply sent, waiting already: intent to receipt", sends / watch.seconds, "/s", .atLeast(8000))
        report.add("reply sent: processor time of the worker", (worker.process.processorSeconds - workerStart) * 1e6 / sends, "us")
        report.add("reply sent: processor time of the mock", (mock.process.processorSeconds - mockStart) * 1e6 / sends, "us")
    }

    private func tellPosted(_ past: Past, _ mock: Mock, _ worker: Worker, _ report: inout Report) throws {
        var batch = RequestBatch(capacity: replies, bytesEach: 400)
        for index in 0..<replies { batch.append(Self.post(past, customer: index % Self.customers, number: index)) }
        let load = try LoadGenerator(batch, to: worker.port)
        let start = worker.process.processorSeconds
        let watch = Stopwatch()
        let result = try load.run()
        guard result.failed == 0 else { throw BenchProblem("\(result.failed) of \(replies) posts failed") }
        report.add("reply posted: API calls, sending meanwhile", result.rate, "/s")
        try waitUntilSent(2 * replies, mock, worker)
        report.add("reply posted and sent", Double(replies) / watch.seconds, "/s")
        let cost = (worker.process.processorSeconds - start) * 1e6 / Double(replies)
        report.add("reply posted and sent: processor time of the worker", cost, "us")
    }

    /// Waits until the provider has taken `count` and all receipts are stored.
    private func waitUntilSent(_ count: Int, _ mock: Mock, _ worker: Worker) throws {
        try wait(for: "\(count) sends", limit: 180) {
            try worker.process.checkRuns()
            return try mock.accepted() >= count
        }
        try wait(for: "the last receipts") { try worker.sendsInMemory() == 0 }
    }

    /// A reply of an agent.
    static func post(_ past: Past, customer: Int, number: Int) -> [UInt8] {
        let body = #"{"author":{"type":"business"},"content":{"type":"text","text":"Your order \#(number) will be with you tomorrow."}}"#
        let path = "/v2/apps/\(Account.app)/conversations/\(past.conversation(customer))/messages"
        let headers = [Account.basicAuthorization, "Content-Type: application/json"]
        return LocalHTTP.requestBytes("POST", path, headers: headers, body: Array(body.utf8))
    }
}
