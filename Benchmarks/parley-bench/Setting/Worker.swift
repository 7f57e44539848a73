import JSONKit

/// A running `parley serve`.
struct Worker {
    let process: ChildProcess
    let port: UInt16

    /// Messages of customers that are stored, with their event in the outbox, since the start.
    func applied() throws -> Int {
        try metric("parley_inbound_events_total", labels: [#"type="message""#, #"outcome="applied""#])
    }

    /// Sends that wait or run.
    func sendsInMemory() throws -> Int { try metric("parley_jobs_in_memory", labels: [#"queue="outbound""#]) }

    /// Waits until `count` messages were applied since the start.
    func wait(untilApplied count: Int) throws {
        try parley_bench.wait(for: "\(count) messages applied", limit: 120, every: 20) {
            try process.checkRuns()
            return try applied() >= count
        }
    }

    private func metric(_ name: String, labels: [String]) throws -> Int {
        let text = try LocalHTTP.succeed("GET", port, "/metrics").text
        for line in text.split(separator: "\n") where line.hasPrefix(name) && labels.allSatisfy({ line.contains($0) }) {
            return line.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) } ?? 0
        }
        return 0
    }
}

/// A running `parley-mocks`.
struct Mock {
    let process: ChildProcess
    let port: UInt16

    /// Messages that it took.
    func accepted() throws -> Int {
        Int(try LocalHTTP.succeed("GET", port, "/_mock/whatsapp/ledger?limit=0").json()["accepted"].int ?? 0)
    }
}
