import Core
import Foundation

/// A program that a test started. Its output goes to a file.
final class ChildProcess: Sendable {
    /// What a program ended with.
    enum Ending: Hashable {
        case exit(Int32)
        case signal(Int32)
    }

    private struct State {
        var ending: Ending?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let name: String
    let log: String
    let identifier: pid_t
    private let state = Lock(State())

    /// Starts the program at `path` with `variables` added to this process's environment.
    ///
    /// - Parameter listener: a socket that it gets as descriptor 3.
    init(_ path: String, _ arguments: [String], variables: [String: String] = [:], listener: Int32? = nil, log: String) throws {
        name = path.split(separator: "/").last.map { String($0) } ?? path
        self.log = log
        guard access(path, X_OK) == 0 else { throw Trouble("\(path) is not there; build it with: swift build") }
        identifier = try Self.spawn(path, [path] + arguments, variables, listener, log)
        Thread.detachNewThread { [self] in reap() }
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ variables: [String: String], _ listener: Int32?, _ log: String
    ) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&files, 1, 2)
        if let listener { posix_spawn_file_actions_adddup2(&files, listener, 3) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }.map { "\($0)=\($1)" }
        var words = arguments.map { strdup($0) } + [nil]
        var settings = environment.map { strdup($0) } + [nil]
        defer { for text in words + settings { free(text) } }
        var process: pid_t = 0
        let problem = posix_spawn(&process, path, &files, &attributes, &words, &settings)
        guard problem == 0 else { throw Trouble("\(path) cannot be started: \(String(cString: strerror(problem)))") }
        return process
    }

    /// Runs on a thread of its own, which does nothing but wait.
    private func reap() {
        var info = siginfo_t()
        while waitid(P_PID, UInt32(identifier), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let waiting = state.withLock { state in
            var raw: Int32 = 0
            waitpid(identifier, &raw, 0)
            // The macros of wait(2) are not importable: the low seven bits are the signal, the next byte the exit code.
            state.ending = raw & 0x7F == 0 ? .exit((raw >> 8) & 0xFF) : .signal(raw & 0x7F)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// How it ended; nil while it runs.
    var ending: Ending? { state.withLock { $0.ending } }

    /// Sends a signal, if it still runs.
    func send(_ signal: Int32) {
        // Under the lock, so that the number cannot belong to another process already.
        state.withLock { if $0.ending == nil { kill(identifier, signal) } }
    }

    /// Returns when it has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.ending == nil { state.waiting.append(continuation) }
                return state.ending != nil
            }
            if isOver { continuation.resume() }
        }
    }

    /// Ends it at once.
    func end() async {
        send(SIGKILL)
        await ended()
    }

    /// The last lines of its output.
    var tail: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(12).joined(separator: "\n")
    }
}
