import Core
import Operations
import Runtime

/// Why it cannot be told how to reach the worker.
enum AccessProblem: Error, Hashable, Sendable {
    /// The command line is wrong; the text names the option.
    case usage(String)
    /// The configuration, or a file that an option names, cannot be used.
    case configuration(String)
    case failed(String)
}

/// Where the worker is and what opens it: from the command line, and the rest from the configuration.
struct WorkerAccess: Sendable {
    static let options: Set<String> = ["config", "app", "address", "key-id", "key-secret-file"]
    static let help = """
          --app ID                the app, when the configuration has several
          --config FILE           the configuration (default \(ConfigurationReader.standardPath))
          --address HOST:PORT     where the worker answers, in plain HTTP, or unix:/PATH
                                  (default: the first `listen` of the configuration)
          --key-id ID             the key to call with (default: the worker's own for whoever may read its
                                  sealing key, else the app's first)
          --key-secret-file FILE  its secret, when the configuration does not have it
          --json                  print the worker's own answer

        The command asks the running worker. With --app, --address, --key-id and --key-secret-file it reads no configuration.
        Ends with 0, with 1 when it did not work, with 2 for a wrong command line, with 3 for a configuration that cannot be used.
        """

    let address: WorkerAddress
    let app: ID
    let keyID: String
    let secret: Secret

    init(_ arguments: Arguments, _ environment: ConfigurationEnvironment) throws(AccessProblem) {
        let given = try Given(arguments, environment)
        if given.isEnough {
            (app, address, keyID, secret) = (given.app!, given.address!, given.keyID!, given.secret!)
            return
        }
        let configuration = try Self.configuration(arguments, environment)
        let app = try Self.app(given.app, of: configuration)
        self.app = app.id
        if let named = given.address { address = named } else { address = try Self.address(of: configuration) }
        if let secret = given.secret, let id = given.keyID {
            (keyID, self.secret) = (id, secret)
        } else if given.keyID == nil, let key = Self.operatorKey(of: app, configuration, environment) {
            (keyID, secret) = key
        } else {
            let key = try Self.key(given.keyID, of: app)
            (keyID, secret) = (key.id, key.secret)
        }
    }

    /// The key of whoever may read the worker's sealing key; nil for others. It needs no key in the configuration and cannot be revoked.
    private static func operatorKey(
        of app: AppConfiguration, _ configuration: WorkerConfiguration, _ environment: ConfigurationEnvironment
    ) -> (id: String, secret: Secret)? {
        guard let key = try? SealingKey.existing(configuration, environment) else { return nil }
        return SecretSealing(key: key)?.operatorKey(of: app.id)
    }

    /// What the command line says.
    private struct Given {
        let app: ID?
        let address: WorkerAddress?
        let keyID: String?
        let secret: Secret?

        var isEnough: Bool { app != nil && address != nil && keyID != nil && secret != nil }

        init(_ arguments: Arguments, _ environment: ConfigurationEnvironment) throws(AccessProblem) {
            do throws(Arguments.Problem) {
                app = try arguments.id("app")
            } catch {
                throw .usage(error.text)
            }
            address = arguments["address"].flatMap { WorkerAddress($0) }
            if arguments["address"] != nil, address == nil {
                throw .usage("--address must be HOST:PORT, [IPv6]:PORT or unix:/PATH, with a port from 1 to 65535")
            }
            keyID = arguments["key-id"]
            // A colon ends the id in the Authorization header.
            if let keyID, keyID.isEmpty || keyID.contains(":") { throw .usage("--key-id must be the id of a key, such as app_…") }
            guard let path = arguments["key-secret-file"] else {
                secret = nil
                return
            }
            if keyID == nil { throw .usage("--key-secret-file needs --key-id: the key that the secret belongs to") }
            secret = try Self.secret(path, environment)
        }

        private static func secret(_ path: String, _ environment: ConfigurationEnvironment) throws(AccessProblem) -> Secret {
            do throws(ConfigurationEnvironment.FileProblem) {
                var bytes = try environment.read(path, 4096).bytes
                // Editors and echo end a file with a line feed that is no part of the secret.
                while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
                if !bytes.isEmpty { return Secret(bytes: bytes) }
            } catch {
                throw .configuration("--key-secret-file: the file \(error.words)")
            }
            throw .configuration("--key-secret-file: the file is empty")
        }
    }

    private static func configuration(
        _ arguments: Arguments, _ environment: ConfigurationEnvironment
    ) throws(AccessProblem) -> WorkerConfiguration {
        do throws(ConfigurationError) {
            return try ConfigurationReader.read(
                arguments["config"] ?? ConfigurationReader.standardPath, registrations: connectors, environment: environment)
        } catch {
            throw .configuration(
                "the configuration cannot be used; with --app, --address, --key-id and --key-secret-file none is needed\n\(error)")
        }
    }

    private static func app(_ id: ID?, of configuration: WorkerConfiguration) throws(AccessProblem) -> AppConfiguration {
        let names = configuration.apps.map { "\($0.id) (\($0.displayName))" }.joined(separator: ", ")
        guard let id else {
            guard configuration.apps.count == 1 else { throw .usage("--app must say which one: \(PlainText.line(names))") }
            return configuration.apps[0]
        }
        guard let app = configuration.apps.first(where: { $0.id == id }) else {
            throw .usage("--app is not in the configuration, which has: \(PlainText.line(names))")
        }
        return app
    }

    private static func address(of configuration: WorkerConfiguration) throws(AccessProblem) -> WorkerAddress {
        guard let address = configuration.listen.lazy.compactMap({ WorkerAddress($0) }).first else {
            throw .usage("--address is needed: the configuration leaves the port to the system")
        }
        return address
    }

    private static func key(_ id: String?, of app: AppConfiguration) throws(AccessProblem) -> KeyConfiguration {
        guard let id else {
            guard let key = app.keys.first else {
                throw .configuration(
                    "there is no key to call with: run this as the user that the worker runs as, or give --key-id and --key-secret-file")
            }
            return key
        }
        guard let key = app.keys.first(where: { $0.id == id }) else {
            throw .usage("--key-id is not in the configuration of the app; give its secret with --key-secret-file")
        }
        return key
    }
}
