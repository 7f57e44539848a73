/// Signed webhooks: until they are answered, and until their messages are applied.
struct IntakeRow {
    static let customers = 10_000

    let setting: Setting
    let options: Options

    func run(_ report: inout Report) throws {
        try Past().make(setting.database) { past, store in try await past.addCustomers(Self.customers, to: store) }
        let nginx = try setting.startNginx()
        let worker = try setting.startWorker(provider: 9)
        var webhooks = Webhooks(customers: Self.customers)
        var rounds: [IntakeRound] = []
        // The first round only warms up.
        for round in 0...options.rounds {
            let measured = try IntakeRound(
                webhooks.batch(options.requests), nginx: nginx, worker: worker, appliedBefore: round * options.requests)
            if round > 0 { rounds.append(measured) }
        }
        let applied = (options.rounds + 1) * options.requests
        tell(rounds, &report)
        try tellLatency(rounds.map(\.worker.rate).median / 2, &webhooks, worker, appliedBefore: applied, &report)
    }

    private func tell(_ rounds: [IntakeRound], _ report: inout Report) {
        report.add("nginx, return 200: requests", rounds.map(\.nginx.rate).median, "/s")
        report.add("nginx: processor time a request", rounds.map(\.nginxCost).median, "us")
        report.add("webhook to 200: requests", rounds.map(\.worker.rate).median, "/s")
        report.add("webhook to 200: processor time a request, applying too", rounds.map(\.intakeCost).median, "us")
        report.add("webhook to 200: of nginx", rounds.map { $0.worker.rate / $0.nginx.rate }.median, "x", .atLeast(0.18))
        report.add("webhook to 200: p99 at full load", rounds.map { $0.worker.latency(0.99) }.median, "ms")
        report.add("webhook applied: messages", rounds.map(\.appliedRate).median, "/s")
        report.add("webhook applied: processor time a message", rounds.map(\.wholeCost).median, "us")
        report.add("webhook applied: of nginx", rounds.map { $0.appliedRate / $0.nginx.rate }.median, "x", .atLeast(0.08))
        let (first, last) = (rounds.first?.residentMegabytes ?? 0, rounds.last?.residentMegabytes ?? 0)
        report.add("webhook applied: resident memory after round 1", first, "MB")
        report.add("webhook applied: growth of memory to the last round", last - first, "MB")
    }

    /// At half of what the worker answers at most: as many times as there were rounds, since one pause of the disk shows in one of them.
    private func tellLatency(
        _ rate: Double, _ webhooks: inout Webhooks, _ worker: Worker, appliedBefore: Int, _ report: inout Report
    ) throws {
        var results: [LoadResult] = []
        var applied = appliedBefore
        for _ in 0..<options.rounds {
            let batch = webhooks.batch(min(options.requests, Int(rate * 4)))
            results.append(try LoadGenerator(batch, to: worker.port, rate: rate).run())
            applied += batch.count
            try worker.wait(untilApplied: applied)
        }
        report.add("webhook to 200: p50 at half load", results.map { $0.latency(0.5) }.median, "ms")
        report.add("webhook to 200: p99 at half load", results.map { $0.latency(0.99) }.median, "ms", .atMost(10))
    }
}
