import Glibc

/// A program that an earlier tour left running, because that tour was killed.
struct StrayProcess {
    private let process: pid_t

    /// Nil when the process of the file at `path` does not run, or is another program by now.
    init?(_ path: String, program: String) throws {
        guard access(path, R_OK) == 0, let process = pid_t(try Files.read(path).split(separator: "\n").first ?? "") else { return nil }
        guard Files.target(of: "/proc/\(process)/exe") == program else { return nil }
        self.process = process
    }

    /// Asks it to end and returns when it has, or after two seconds.
    func end() {
        kill(process, SIGTERM)
        for _ in 0..<100 where kill(process, 0) == 0 { usleep(20_000) }
        kill(process, SIGKILL)
    }
}
