import Glibc

/// The command line: `parley <command> [options]`.
@main
enum Entrypoint {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // Off the main actor at once: every hop from there to the pool and back costs a thread switch.
        let code = await Task.detached { await ParleyCommand.run(arguments) }.value
        exit(code.rawValue)
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
