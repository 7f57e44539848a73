import Core
import Foundation
import JSONKit

/// A worker and the mock providers as real programs, and a help desk in this process.
final class Stage: Sendable {
    let settings: Settings
    let web: Web
    let desk: HelpDesk
    let mock: Mock
    let agent: Agent
    private let mocks: ChildProcess
    private let current = Lock<ChildProcess?>(nil)

    private init(_ settings: Settings) async throws {
        self.settings = settings
        web = try Web()
        desk = try HelpDesk(secret: settings.webhookSecret)
        let log = "\(settings.folder)/mocks.log"
        mocks = try ChildProcess(try Machine.program("parley-mocks"), ["--listen", "127.0.0.1:0"], log: log)
        let mocks = mocks
        let port = try await eventually("the mocks named no port: \(mocks.tail)") {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").first { $0.hasPrefix("port ") && text.contains("control ") }.map { $0.dropFirst(5) }
        }
        mock = Mock(web: web, origin: "http://127.0.0.1:\(port)")
        agent = Agent(web: web, settings: settings)
        try settings.configuration(mocks: mock.origin, desk: desk.url)
            .write(toFile: settings.configurationPath, atomically: true, encoding: .utf8)
    }

    /// Sets the stage, plays, and clears everything away. A failure carries the end of the worker's log.
    ///
    /// - Parameter isOpen: start the worker and connect the provider before the play.
    static func play<Result>(
        _ settings: Settings? = nil, isOpen: Bool = true, _ scene: (Stage) async throws -> Result
    ) async throws -> Result {
        let stage = try await Stage(try settings ?? Settings())
        do {
            if isOpen { try await stage.open() }
            let result = try await scene(stage)
            await stage.close()
            return result
        } catch {
            let tail = stage.worker?.tail ?? "it never ran"
            await stage.close()
            throw Trouble("\(error)\nThe worker's log ends with:\n\(tail)")
        }
    }

    private func close() async {
        await worker?.end()
        await mocks.end()
        await desk.close()
        await web.close()
        try? FileManager.default.removeItem(atPath: settings.folder)
    }

    // MARK: Worker

    /// The worker that was started last.
    var worker: ChildProcess? { current.withLock { $0 } }

    /// Starts the worker, waits until it is ready, and has the provider verify the callback.
    func open() async throws {
        try await ready(try start())
        let answer = try await mock.configure(settings.mockConfiguration)
        guard answer["verified"].bool == true else { throw Trouble("not verified: \(answer["problem"].string ?? "")") }
    }

    /// Starts the worker; does not wait.
    @discardableResult
    func start(_ variables: [String: String] = [:]) throws -> ChildProcess {
        let log = "\(settings.folder)/worker.log"
        let command = [try Machine.program("parley"), "serve", "--config", settings.configurationPath]
        let child: ChildProcess
        if let listener = settings.listener {
            // The number of the process must be in its environment: only it knows.
            let script = ["-c", #"LISTEN_PID=$$ LISTEN_FDS=1 exec "$@""#, "sh"]
            child = try ChildProcess("/bin/sh", script + command, variables: variables, listener: listener, log: log)
        } else {
            child = try ChildProcess(command[0], Array(command.dropFirst()), variables: variables, log: log)
        }
        current.withLock { $0 = child }
        return child
    }

    /// Whether the worker says that it is ready.
    func isReady() async -> Bool { await web.send("GET", "\(settings.origin)/readyz")?.status == 200 }

    /// Waits until a worker that was started is ready.
    func ready(_ child: ChildProcess, within deadline: Duration = .seconds(20)) async throws {
        try await eventually("the worker is not ready", within: deadline) {
            if let ending = child.ending { throw Trouble("the worker ended: \(ending)") }
            return await isReady()
        }
    }

    /// Kills the worker and starts it anew.
    func restart() async throws {
        await worker?.end()
        try await ready(try start())
    }

    /// A customer writes for the first time; gives the conversation.
    func conversation(from number: String, text: String = "Hello") async throws -> String {
        try await mock.write(text, from: number)
        let event = try await desk.event("conversation:message") {
            $0.payload["message"]["content"]["text"].string == text
                && $0.payload["message"]["author"]["displayName"].string == "Customer \(number)"
        }
        guard let conversation = event.conversation else { throw Trouble("an event names no conversation") }
        return conversation
    }
}
