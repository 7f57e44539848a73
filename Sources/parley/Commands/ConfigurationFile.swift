import Glibc
import Operations

/// The environment of the process.
enum Environment {
    /// Variables by name.
    static var variables: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return variables
    }

    /// Whether there is something at `path`.
    static func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

/// The configuration that a command line names.
enum ConfigurationFile {
    /// Reads `--config FILE`, or the standard one.
    static func read(_ arguments: Arguments, variables: [String: String]) throws(ConfigurationError) -> WorkerConfiguration {
        try ConfigurationReader.read(
            arguments["config"] ?? ConfigurationReader.standardPath, registrations: connectors,
            environment: .system(variables: variables))
    }
}
