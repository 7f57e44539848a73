import ConnectorKit
import Core
import JSONKit

/// A channel with a window of 24 hours that sends every message in one part and refuses the text "unsendable".
struct TestChannel: Channel {
    let capabilities = Capabilities(
        content: [.text: .full], textLimit: 4096, textUnit: .unicodeScalars, window: .afterCustomerMessage(.hours(24)), templates: true,
        correlatesStatuses: true, reportsDelivery: true, accountPace: Capabilities.Pace(every: .milliseconds(1), burst: 100))

    /// Whether its addresses are telephone numbers.
    var hasPhones = false

    func address(ofPhone digits: String) -> String? { hasPhones ? digits : nil }

    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict { .accepted(signed: false) }

    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound { throw ParseProblem("nothing comes in here") }

    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        if case .text(let text) = message.content, text.text == "unsendable" { throw Failure(.contentUnsupported) }
        guard receipts.isEmpty else { return nil }
        return Step(.deliver(part: 0), OutboundRequest(method: "POST", url: "http://provider.invalid/messages"))
    }

    /// Every body of its own counts as a template.
    func isFreeOfWindow(_ override: JSONBytes) -> Bool { true }

    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome { .accepted(externalID: nil, recipient: nil) }

    static let fields = [
        ConfigurationField("number", help: "the number"), ConfigurationField("token", secret: true, help: "the token"),
        ConfigurationField("note", required: false, help: "a note"),
    ]

    static func registration(_ type: String, _ fields: [ConfigurationField] = [], whenMade: @escaping @Sendable () -> Void = {})
        -> ConnectorRegistration
    {
        ConnectorRegistration(
            type: type, fields: fields, payload: .json, identifiers: IdentifierFields([]),
            failures: [ProviderFailure("131047", .outsideWindow, "More than 24 hours have passed.")],
            connect: { settings throws(ConfigurationProblem) in
                if settings.values["number"] == "bad" { throw ConfigurationProblem(key: "number", remedy: "must be a good one") }
                whenMade()
                return TestChannel()
            })
    }
}

/// Calls nobody: the API makes no calls itself.
struct NoCaller: HTTPCaller {
    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome { .notSent(TransportFailure(.connect)) }
}
