import Glibc

/// What a worker that has nothing to do holds in memory.
struct IdleRow {
    let setting: Setting

    func run(_ report: inout Report) throws {
        Files.removeDatabase(setting.database)
        let worker = try setting.startWorker(provider: 9)
        // Until the last page of the start is touched.
        sleep(2)
        report.add("idle: resident memory", worker.process.residentMegabytes, "MB", .atMost(30))
    }
}
