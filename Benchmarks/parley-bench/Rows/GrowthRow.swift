/// Intake into a database that holds much, against one that holds little.
struct GrowthRow {
    private static let rounds = 3

    let setting: Setting
    let options: Options

    func run(_ report: inout Report) throws {
        let stored = options.stored
        let customers = max(stored / 10, 1)
        let path = setting.database
        let nginx = try setting.startNginx()
        let little = try measure(customers: IntakeRow.customers, nginx) {
            try Past().make(path) { past, store in try await past.addCustomers(IntakeRow.customers, to: store) }
        }
        let much = try measure(customers: customers, nginx) {
            try Past().make(path) { past, store in
                try await past.addCustomers(customers, to: store)
                try await past.addMessages(perCustomer: 10, customers: customers, to: store)
            }
        }
        Files.removeDatabase(path)
        report.add(
            "growth: \(customers) conversations, \(10 * customers) messages stored, webhook to 200", much.worker / little.worker, "x empty",
            .atLeast(0.8))
        report.add("growth: applied", much.applied / little.applied, "x empty")
    }

    /// The rates in parts of nginx's, so that a busy moment of the machine counts for both.
    private func measure(customers: Int, _ nginx: Nginx, prepare: () throws -> Void) throws -> (worker: Double, applied: Double) {
        try prepare()
        let worker = try setting.startWorker(provider: 9)
        var webhooks = Webhooks(customers: customers)
        var rounds: [IntakeRound] = []
        for round in 0...Self.rounds {
            let batch = webhooks.batch(options.requests)
            let measured = try IntakeRound(batch, nginx: nginx, worker: worker, appliedBefore: round * options.requests)
            if round > 0 { rounds.append(measured) }
        }
        return (rounds.map { $0.worker.rate / $0.nginx.rate }.median, rounds.map { $0.appliedRate / $0.nginx.rate }.median)
    }
}
