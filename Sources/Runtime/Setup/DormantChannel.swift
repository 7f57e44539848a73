import ConnectorKit
import Core

/// Stands for an account that cannot run: it believes nobody and sends nothing.
struct DormantChannel: Channel {
    /// Why it sends nothing.
    let problem: String

    var capabilities: Capabilities {
        Capabilities(
            content: [:], textLimit: 4096, textUnit: .unicodeScalars, window: .unlimited, templates: false, correlatesStatuses: false,
            reportsDelivery: false, accountPace: Capabilities.Pace(every: .seconds(1), burst: 1))
    }

    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict { .refused(.tokenWrong) }

    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound { throw ParseProblem(problem) }

    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        throw Failure(.accountRestricted, detail: problem)
    }

    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome {
        .rejected(Failure(.accountRestricted, detail: problem))
    }
}

extension IntegrationEntry {
    /// Why nothing can be sent at all; nil while the channel runs.
    var refusal: Failure? {
        switch status {
        case .active: nil
        case .inactive: Failure(.accountRestricted, detail: problem ?? "The integration is switched off.")
        case .error: Failure(.accountRestricted, detail: problem ?? "The integration cannot run.")
        }
    }
}
