import Core
import Operations

/// `parley serve`: the worker itself.
enum ServeCommand: Command {
    static let name = "serve"
    static let summary = "Run the worker until it is told to stop."
    static let help = """
          --config FILE      the configuration (default \(ConfigurationReader.standardPath))
          --log-format FORM  terminal, plain, journal or json (default: what suits standard error)

        SIGTERM and SIGINT drain: nothing new is taken, what runs is finished, then the process ends with 0.
        """
    static let options: Set<String> = ["config", "log-format"]

    static func run(_ arguments: Arguments) async -> ExitCode {
        let descriptors = DescriptorLimit.raise()
        let variables = Environment.variables
        let configuration: WorkerConfiguration
        do {
            configuration = try ConfigurationFile.read(arguments, variables: variables)
        } catch {
            Terminal.error("\(error)")
            return .configuration
        }
        guard let log = log(arguments, configuration, variables) else {
            Terminal.error("parley serve: --log-format must be terminal, plain, journal or json")
            return .usage
        }
        if let remedy = DescriptorLimit.remedy(limit: descriptors, connections: configuration.limits.connections) {
            log.warning(
                "Fewer files may be open than connections are taken: some will be refused", ["limit": "\(descriptors)", "remedy": remedy])
        }
        do {
            let service = try Service(configuration, variables: variables, log: log)
            try await service.start()
            await service.untilStopped()
            return .ok
        } catch {
            log.error("The worker cannot run", ["problem": "\(error)"])
            return .failed
        }
    }

    private static func log(_ arguments: Arguments, _ configuration: WorkerConfiguration, _ variables: [String: String]) -> Log? {
        let suited = LogWriter.suitedFormat(variables: variables)
        let forms: [String: LogFormat] = ["terminal": .terminal(colour: false), "plain": .plain, "journal": .journal, "json": .json]
        guard let format = arguments["log-format"].map({ forms[$0] }) ?? suited else { return nil }
        return LogWriter(format: format, now: WallClock.system.now).log(level: configuration.logLevel)
    }
}
