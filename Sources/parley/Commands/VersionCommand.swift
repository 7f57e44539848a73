/// `parley version`.
enum VersionCommand: Command {
    /// The version of this program.
    static let version = "0.1.0"

    static let name = "version"
    static let summary = "Print the version."
    static let help = "Prints the version of the program and ends."
    static let options: Set<String> = []

    static func run(_ arguments: Arguments) async -> ExitCode {
        Terminal.print("parley \(version)")
        return .ok
    }
}
