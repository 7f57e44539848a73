import ConnectorKit
import Core
import Operations

/// A connector that does nothing, to check configurations against.
struct StubChannel: Channel {
    var capabilities: Capabilities {
        Capabilities(
            content: [.text: .full], textLimit: 100, textUnit: .bytes, window: .unlimited, templates: false, correlatesStatuses: false,
            reportsDelivery: false, accountPace: Capabilities.Pace(every: .zero, burst: 1))
    }

    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict { .refused(.signatureMissing) }
    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound { throw ParseProblem("a stub reads nothing") }
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? { nil }
    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome { .accepted(externalID: nil, recipient: nil) }
}

enum Example {
    static let registrations = [
        ConnectorRegistration(
            type: "whatsapp",
            fields: [
                ConfigurationField("phoneNumberId", help: "the number's id in Meta's dashboard"),
                ConfigurationField("accessToken", secret: true, help: "the system user's token"),
                ConfigurationField("appSecret", secret: true, help: "the app's secret"),
                ConfigurationField("apiVersion", required: false, help: "the Graph version"),
            ], payload: .json, identifiers: IdentifierFields([]), failures: []
        ) { settings throws(ConfigurationProblem) in
            if settings.values["apiVersion"] == "v1" { throw ConfigurationProblem(key: "apiVersion", remedy: "must be v20.0 or later") }
            return StubChannel()
        },
        ConnectorRegistration(
            type: "web", fields: [ConfigurationField("allowedOrigins", required: false, help: "sites")], payload: .json,
            identifiers: IdentifierFields([]), failures: []
        ) { _ throws(ConfigurationProblem) in StubChannel() },
    ]

    static let app = "0123456789abcdef01234567"
    static let integration = "aaaaaaaaaaaaaaaaaaaaaaaa"
    static let webhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// An environment of these variables and files; the configuration is `/c`.
    static func environment(
        _ text: String, mode: UInt32 = 0o640, variables: [String: String] = [:], files: [String: String] = [:]
    ) -> ConfigurationEnvironment {
        ConfigurationEnvironment(variables: variables) { (path, limit) throws(ConfigurationEnvironment.FileProblem) in
            guard let content = path == "/c" ? text : files[path] else { throw .missing }
            guard content.utf8.count <= limit else { throw .tooLarge }
            return ConfigurationEnvironment.File(bytes: Array(content.utf8), mode: mode)
        }
    }

    static func read(_ environment: ConfigurationEnvironment) throws(ConfigurationError) -> WorkerConfiguration {
        try ConfigurationReader.read("/c", registrations: registrations, environment: environment)
    }

    /// The problems of a configuration as lines; empty when there are none.
    static func problems(_ environment: ConfigurationEnvironment) -> [String] {
        do {
            _ = try read(environment)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// A file with one app that holds `inner` besides its id.
    static func app(_ inner: String) -> String { "{ apps: [{ id: '\(app)', \(inner) }] }" }

    /// A file with one integration that holds `inner` besides its id.
    static func integration(_ inner: String) -> String { app("integrations: [{ id: '\(integration)', \(inner) }]") }

    /// A file with one webhook that holds `inner` besides its target.
    static func webhook(_ inner: String) -> String { app("webhooks: [{ target: 'https://x.test/h', \(inner) }]") }
}
