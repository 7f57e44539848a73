import Core
import Cryptography
import HTTPWire

/// A folder with a worker and mock providers that run in it, and a help desk in this process.
final class Sandbox: Sendable {
    let settings: SandboxSettings
    let desk: HelpDesk
    let web: Web
    let workerLog: String
    let mocksLog: String
    private let programs: String
    private let children = Lock<[ChildProcess]>([])

    /// Makes the folder, takes it for this process alone, and removes the database of an earlier run.
    init(folder: String) throws {
        let folder = try Files.makeFolder(folder)
        guard try Files.lock("\(folder)/lock") != nil else { throw TourProblem("another tour runs in \(folder); stop it first") }
        programs = try Files.programFolder()
        for name in ["parley", "parley-mocks"] { try StrayProcess("\(folder)/\(name).pid", program: "\(programs)/\(name)")?.end() }
        for ending in ["", "-wal", "-shm"] { Files.remove("\(folder)/parley.db\(ending)") }
        guard let caller = CurlCaller() else { throw TourProblem("the HTTP client cannot be started") }
        web = Web(caller)
        let secret = Secret("whsec_" + Base64.encode(SecureRandom.bytes(32)))
        desk = try HelpDesk(secret: secret)
        settings = try SandboxSettings(folder: folder, desk: desk.url, webhookSecret: secret)
        (workerLog, mocksLog) = ("\(folder)/worker.log", "\(folder)/mocks.log")
        try Files.write(settings.configuration, to: settings.configurationPath)
    }

    /// Starts the mock providers and returns when they answer.
    func startMocks() async throws {
        let child = try ChildProcess("\(programs)/parley-mocks", ["--listen", "127.0.0.1:\(settings.mocksPort)"], log: mocksLog)
        try await answering(child, "\(settings.mocksURL)/_mock/")
    }

    /// Starts the worker and returns when it is ready.
    func startWorker() async throws {
        let arguments = ["serve", "--config", settings.configurationPath, "--log-format", "terminal"]
        try await answering(try ChildProcess("\(programs)/parley", arguments, log: workerLog), "\(settings.workerURL)/readyz")
    }

    /// Throws when a program has ended by itself.
    func checkRuns() throws {
        for child in children.withLock({ $0 }) { try child.checkRuns() }
    }

    /// Stops the worker first, so that nothing it still does meets a closed door.
    func close() async {
        for child in children.withLock({ $0 }).reversed() { await child.stop(within: .seconds(30)) }
        await desk.close()
        await web.close()
    }

    private func answering(_ child: ChildProcess, _ url: String) async throws {
        children.withLock { $0.append(child) }
        try Files.write("\(child.process)\n", to: "\(settings.folder)/\(child.name).pid")
        try await eventually("\(child.name) does not answer at \(url)", within: .seconds(20)) {
            await self.web.status(of: url) == 200
        }
    }

    /// Returns when `condition` holds.
    /// - Throws: `problem` when it does not hold in time; what a program said when it ended meanwhile.
    func eventually(_ problem: String, within deadline: Duration = .seconds(10), _ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + deadline
        while try await !condition() {
            try checkRuns()
            guard ContinuousClock.now < end else { throw TourProblem("\(problem) (waited \(deadline)). The worker's log: \(workerLog)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
