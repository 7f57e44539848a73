/// One round: the same requests to nginx and then to the worker.
struct IntakeRound {
    var nginx: LoadResult
    var worker: LoadResult
    /// Messages applied a second, from the first request until the last is applied.
    var appliedRate: Double
    /// Processor time of the worker until the last answer, and until the last message was applied; of nginx; in microseconds a request.
    var intakeCost: Double
    var wholeCost: Double
    var nginxCost: Double
    var residentMegabytes: Double

    /// Runs a round. `appliedBefore` are the messages applied since the worker's start.
    init(_ batch: RequestBatch, nginx: Nginx, worker: Worker, appliedBefore: Int) throws {
        // Nginx is fast: as many times the requests as take about as long as the worker's round.
        let repeats = 6
        let nginxStart = nginx.process.processorSeconds
        self.nginx = try LoadGenerator(batch, repeats: repeats, to: nginx.port).run()
        nginxCost = (nginx.process.processorSeconds - nginxStart) * 1e6 / Double(batch.count * repeats)
        let load = try LoadGenerator(batch, to: worker.port)
        let start = worker.process.processorSeconds
        let watch = Stopwatch()
        let result = try load.run()
        self.worker = result
        intakeCost = (worker.process.processorSeconds - start) * 1e6 / Double(batch.count)
        guard result.failed == 0 else { throw BenchProblem("the worker refused \(result.failed) of \(batch.count) webhooks") }
        try worker.wait(untilApplied: appliedBefore + batch.count)
        appliedRate = Double(batch.count) / watch.seconds
        wholeCost = (worker.process.processorSeconds - start) * 1e6 / Double(batch.count)
        residentMegabytes = worker.process.residentMegabytes
    }
}
