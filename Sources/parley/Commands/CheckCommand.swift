import Operations

/// `parley check`.
enum CheckCommand: Command {
    static let name = "check"
    static let summary = "Check the configuration and say everything that is wrong with it."
    static let help = """
          --config FILE  the configuration (default \(ConfigurationReader.standardPath))

        Works offline and changes nothing. Ends with 0 when the configuration can be used, else with 3.
        """
    static let options: Set<String> = ["config"]

    static func run(_ arguments: Arguments) async -> ExitCode {
        do {
            let configuration = try ConfigurationFile.read(arguments, variables: Environment.variables)
            let integrations = configuration.apps.reduce(0) { $0 + $1.integrations.count }
            Terminal.print("The configuration is good: \(configuration.apps.count) app(s), \(integrations) integration(s).")
            return .ok
        } catch {
            Terminal.error("\(error)")
            return .configuration
        }
    }
}
