package import ConnectorKit
internal import Core

/// Reads the configuration file and checks it whole.
package struct ConfigurationReader {
    /// Where the file is when nobody says otherwise.
    package static let standardPath = "/etc/parley/parley.json5"

    let registrations: [ConnectorRegistration]
    let environment: ConfigurationEnvironment
    let report = ConfigurationReport()

    private init(registrations: [ConnectorRegistration], environment: ConfigurationEnvironment) {
        self.registrations = registrations
        self.environment = environment
    }

    /// Reads the file at `path`; it is offline and changes nothing.
    ///
    /// - Parameter registrations: the connectors there are; their fields are what integrations are checked against.
    /// - Throws: every problem that was found, in the order of the file.
    package static func read(
        _ path: String, registrations: [ConnectorRegistration], environment: ConfigurationEnvironment
    ) throws(ConfigurationError) -> WorkerConfiguration {
        let reader = ConfigurationReader(registrations: registrations, environment: environment)
        do throws(ConfigurationError.Problem) {
            let file = try reader.document(path)
            if let configuration = reader.configuration(file.members, line: file.line, mode: file.mode), reader.report.problems.isEmpty {
                return configuration
            }
        } catch {
            throw ConfigurationError(file: path, problems: [error])
        }
        throw ConfigurationError(file: path, problems: reader.report.sorted)
    }

    private func document(
        _ path: String
    ) throws(ConfigurationError.Problem) -> (members: [JSON5Value.Member], line: Int, mode: UInt32) {
        let file: ConfigurationEnvironment.File
        do {
            file = try environment.read(path, JSON5Reader.sizeLimit)
        } catch {
            throw ConfigurationError.Problem(path: "", line: nil, remedy: "the file \(error.words); name another with --config FILE")
        }
        do throws(JSON5Error) {
            let value = try JSON5Reader.read(file.bytes)
            if case .object(let members) = value.kind { return (members, value.line, file.mode) }
            throw JSON5Error(line: value.line, column: 1, problem: "the file must hold an object { … }")
        } catch {
            throw ConfigurationError.Problem(path: "", line: error.line, remedy: "column \(error.column): \(error.problem)")
        }
    }

    private func configuration(_ members: [JSON5Value.Member], line: Int, mode: UInt32) -> WorkerConfiguration? {
        let root = ConfigurationSection(members, path: "", line: line, report: report)
        let sandbox = root.bool("sandbox", default: false)
        // Decision of the configuration contract: literals need a file of mode 0640 or stricter, or the sandbox.
        let secrets = SecretReader(environment: environment, literals: sandbox || mode & 0o037 == 0)
        let publicURL = root.url("publicURL", .base)
        let apps = AppReader(registrations: registrations, secrets: secrets, publicURL: publicURL?.text)
        let store = store(root, sandbox: sandbox)
        let directory = stateDirectory(root, store: store)
        let configuration = WorkerConfiguration(
            listen: listen(root), publicURL: publicURL, store: store ?? .sqliteMemory, stateDirectory: directory,
            sandbox: sandbox, allowHosts: allowHosts(root), trustedProxies: trustedProxies(root), logLevel: logLevel(root),
            limits: limits(root), media: media(root), smtp: smtp(root, secrets), sealingKey: sealingKey(root, secrets),
            unknownOutcomeWait: root.seconds("unknownOutcomeWait", default: .seconds(60), in: 1...86_400),
            apps: apps.apps(of: root))
        root.finish()
        return store == nil ? nil : configuration
    }
}
