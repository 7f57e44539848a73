import Glibc

/// A program that this one started and measures. Ended when let go.
final class ChildProcess {
    private let name: String
    private let log: String
    private let process: pid_t
    private var hasEnded = false

    /// Starts the program at `path`; its output goes to the file `log`.
    init(_ path: String, _ arguments: [String], log: String) throws {
        name = path
        self.log = log
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&files, 1, 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let problem = posix_spawnp(&process, path, &files, nil, &words, environ)
        guard problem == 0 else { throw BenchProblem("\(path) cannot be started: \(String(cString: strerror(problem)))") }
        self.process = process
    }

    deinit { stop() }

    /// Throws when it has ended by itself.
    func checkRuns() throws {
        var status: Int32 = 0
        guard !hasEnded, waitpid(process, &status, WNOHANG) == process else { return }
        hasEnded = true
        throw BenchProblem("\(name) has ended; see \(log)")
    }

    /// Ends it and waits for its end.
    func stop() {
        guard !hasEnded else { return }
        hasEnded = true
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// Seconds of processor time that it has used.
    var processorSeconds: Double {
        guard let text = Files.read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return 0 }
        // Behind the name: state is the first field, user time the 12th, system time the 13th.
        let fields = text[end...].split(separator: " ").dropFirst()
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }.reduce(0, +)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Resident memory in megabytes (10^6 bytes).
    var residentMegabytes: Double {
        guard let text = Files.read("/proc/\(process)/status"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).compactMap({ Double($0) }).first
        else { return 0 }
        return kilobytes * 1024 / 1e6
    }
}
