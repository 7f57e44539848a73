/// One command of the program.
protocol Command: Sendable {
    /// What one types.
    static var name: String { get }
    /// What follows the name in the usage line.
    static var synopsis: String { get }
    /// One line for the list of commands.
    static var summary: String { get }
    /// The whole help text below the usage line.
    static var help: String { get }
    /// Options that take a value, and options that take none.
    static var options: Set<String> { get }
    static var flags: Set<String> { get }

    /// Does it. Says on standard error what went wrong.
    /// - Throws: what is wrong with the command line.
    static func run(_ arguments: Arguments) async throws(Arguments.Problem) -> ExitCode
}

extension Command {
    static var flags: Set<String> { [] }
    static var synopsis: String { "[options]" }

    /// What `--help` prints.
    static var helpText: String { "usage: parley \(name) \(synopsis)\n\n\(summary)\n\n\(help)" }
}

/// Chooses the command.
enum ParleyCommand {
    static let all: [any Command.Type] = [
        ServeCommand.self, CheckCommand.self, MapCommand.self, RedactCommand.self, KeysCommand.self, StatusCommand.self,
        JournalCommand.self, DeadCommand.self, ReplayCommand.self, SendCommand.self, VersionCommand.self,
    ]

    static func run(_ arguments: [String]) async -> ExitCode {
        guard let name = arguments.first else {
            Terminal.error(usage)
            return .usage
        }
        if ["--help", "-h", "help"].contains(name) {
            Terminal.print(usage)
            return .ok
        }
        if name == "--version" { return await VersionCommand.run(arguments: []) }
        guard let command = all.first(where: { $0.name == name }) else {
            Terminal.error("parley: '\(name)' is not a command\n\n\(usage)")
            return .usage
        }
        return await command.run(arguments: Array(arguments.dropFirst()))
    }

    static var usage: String {
        let width = all.map { $0.name.count }.max() ?? 0
        let lines = all.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))  \($0.summary)" }
        return "usage: parley <command> [options]\n\n\(lines.joined(separator: "\n"))\n\n'parley <command> --help' tells more."
    }
}

extension Command {
    static func run(arguments: [String]) async -> ExitCode {
        do throws(Arguments.Problem) {
            let parsed = try Arguments(arguments, options: options, flags: flags)
            if parsed.flags.contains("help") {
                Terminal.print(helpText)
                return .ok
            }
            return try await run(parsed)
        } catch {
            Terminal.error("parley \(name): \(error.text); see 'parley \(name) --help'")
            return .usage
        }
    }
}
