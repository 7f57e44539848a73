import CLinux
import Glibc
import Operations

/// The command line: `parley <command> [options]`.
@main
enum Entrypoint {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // Before any other thread is made, and therefore not in an async `main`: a thread that does not hold the signals back takes them,
        // and the process ends without draining.
        if arguments.first == ServeCommand.name { Signals.block() }
        parley_keep_freed_memory(4 << 20)
        Task.detached { exit(await ParleyCommand.run(arguments).rawValue) }
        while true { pause() }
    }
}

/// What the process ends with.
enum ExitCode: Int32, Sendable {
    case ok = 0
    /// It did not work; standard error says why.
    case failed = 1
    /// The command line is not understood.
    case usage = 2
    /// The configuration cannot be used.
    case configuration = 3
}
