import Core
import Glibc

/// A program that this one started. Its output goes to a file.
final class ChildProcess: Sendable {
    /// What it is called in messages.
    let name: String
    /// Where its output goes.
    let log: String
    /// Its number.
    let process: pid_t
    private let status = Lock<Int32?>(nil)

    /// Starts the program at `path` in a process group of its own, so that Ctrl-C reaches only this program, which then stops it in order.
    init(_ path: String, _ arguments: [String], log: String) throws {
        name = path.split(separator: "/").last.map { String($0) } ?? path
        self.log = log
        guard access(path, X_OK) == 0 else { throw TourProblem("\(path) is not there; build it with: swift build -c release") }
        process = try Self.spawn(path, [path] + arguments, log: log)
    }

    private static func spawn(_ path: String, _ arguments: [String], log: String) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&files, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let problem = posix_spawn(&process, path, &files, &attributes, &words, environ)
        guard problem == 0 else { throw TourProblem("\(path) cannot be started: \(String(cString: strerror(problem)))") }
        return process
    }

    /// What it ended with, or nil while it runs.
    var exitStatus: Int32? {
        status.withLock { known in
            if let known { return known }
            var raw: Int32 = 0
            guard waitpid(process, &raw, WNOHANG) == process else { return nil }
            // The macros of wait(2) are not importable: the low seven bits are the signal, the next byte the exit code.
            known = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
            return known
        }
    }

    /// Throws, with the end of its log, when it does not run any more.
    func checkRuns() throws {
        guard let exitStatus else { return }
        throw TourProblem("\(name) has ended with \(exitStatus). The end of \(log):\n\(tail())")
    }

    /// Asks it to end, and ends it by force when it has not after `deadline`.
    func stop(within deadline: Duration) async {
        guard exitStatus == nil else { return }
        kill(process, SIGTERM)
        let end = ContinuousClock.now + deadline
        while exitStatus == nil, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(20)) }
        guard exitStatus == nil else { return }
        kill(process, SIGKILL)
        while exitStatus == nil { try? await Task.sleep(for: .milliseconds(20)) }
    }

    /// The last lines of its output.
    private func tail() -> String {
        let lines = (try? Files.read(log))?.split(separator: "\n").suffix(8) ?? []
        return lines.map { "    \($0)" }.joined(separator: "\n")
    }
}
