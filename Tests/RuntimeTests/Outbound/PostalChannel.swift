import ConnectorKit
import Core

@testable import Runtime

/// A channel of no provider: each part of a text (split at `|`) is one request whose body is the part.
///
/// The provider's answers: 200 with the message's id, 400 refused, 401 credentials, 429 slow down (`Retry-After`, `Scope`), 503 down, else
/// unknown.
struct PostalChannel: Channel {
    var capabilities: Capabilities
    /// Whether requests carry a key that the provider honours.
    var hasKeys = false
    var polling: (any Polling)? { nil }

    init(
        window: Capabilities.WindowRule = .unlimited, correlates: Bool = true, reportsDelivery: Bool = true, keyLife: Duration? = nil,
        pace: Capabilities.Pace = .init(every: .milliseconds(1), burst: 1000), recipientPace: Capabilities.Pace? = nil
    ) {
        hasKeys = keyLife != nil
        capabilities = Capabilities(
            content: [.text: .full], textLimit: 4096, textUnit: .unicodeScalars, window: window, templates: true,
            idempotencyKeyLife: keyLife,
            correlatesStatuses: correlates, reportsDelivery: reportsDelivery, accountPace: pace, recipientPace: recipientPace)
    }

    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict { .refused(.signatureMissing) }

    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound { throw ParseProblem("nothing comes in") }

    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        guard case .text(let content) = message.content else { throw Failure(.contentUnsupported) }
        let parts = content.text.split(separator: "|")
        let isDone = { (part: Int) in receipts.contains { $0.purpose == .deliver(part: part) } }
        guard let number = parts.indices.first(where: { !isDone($0) }) else { return nil }
        if parts[number] == "unfit", !receipts.isEmpty, correlation != "preflight" { throw Failure(.contentUnsupported) }
        let headers: HTTPFields = ["Correlation": correlation]
        let request = OutboundRequest(
            method: "POST", url: "http://provider/\(message.recipient)", headers: headers, body: Array(parts[number].utf8))
        return Step(.deliver(part: number), request, idempotencyKey: hasKeys ? "\(message.id)/\(number)" : nil)
    }

    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome {
        let said = ProviderError(code: "\(response.status)", message: response.headers["Said"] ?? "said")
        switch response.status {
        case 200: return .accepted(externalID: String(decoding: response.body, as: UTF8.self), recipient: nil)
        case 400: return .rejected(Failure(.providerRejected, provider: said))
        case 401: return .accountInvalid(Failure(.credentialsInvalid, provider: said))
        case 410: return .recipientGone(Failure(.recipientOptedOut, provider: said), optOut: .all)
        case 429:
            let wait = response.headers["Retry-After"].flatMap { Int64($0) }.map { Duration.seconds($0) }
            let scope: ThrottleScope = response.headers["Scope"] == "recipient" ? .recipient : .account
            return .throttled(Failure(.rateLimited, provider: said), retryAfter: wait, scope: scope)
        case 503: return .unavailable(Failure(.providerUnavailable, provider: said), retryAfter: nil)
        default: return .ambiguous(Failure(.unknownOutcome, provider: said))
        }
    }
}

/// The provider behind `PostalChannel`: keeps a ledger of what reached it, and answers as it is told.
final class PostOffice: HTTPCaller {
    /// One request that reached it.
    struct Letter: Hashable, Sendable {
        var recipient: String
        var text: String
        var correlation: String
        var at: Instant
    }

    private let clock: ManualClock
    private let letters = Lock<[Letter]>([])
    private let inside = Lock(0)
    private let answer: @Sendable (Letter, _ number: Int) async -> TransportOutcome

    /// - Parameter answer: to the request and its number, from 1; the default takes everything.
    init(_ clock: ManualClock, _ answer: (@Sendable (Letter, Int) async -> TransportOutcome)? = nil) {
        self.clock = clock
        self.answer = answer ?? { letter, _ in Self.taken(letter) }
    }

    static func taken(_ letter: Letter) -> TransportOutcome { .answered(HTTPResponse(status: 200, body: Array("id:\(letter.text)".utf8))) }

    static func says(_ status: Int, _ headers: HTTPFields = HTTPFields()) -> TransportOutcome {
        .answered(HTTPResponse(status: status, headers: headers))
    }

    var ledger: [Letter] { letters.withLock { $0 } }
    var texts: [String] { ledger.map(\.text) }
    /// Requests that have no answer yet.
    var open: Int { inside.withLock { $0 } }

    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        let letter = Letter(
            recipient: String(request.url.split(separator: "/").last ?? ""), text: String(decoding: request.body, as: UTF8.self),
            correlation: request.headers["Correlation"] ?? "", at: clock.now)
        let number = letters.withLock { letters in
            letters.append(letter)
            return letters.count
        }
        inside.withLock { $0 += 1 }
        defer { inside.withLock { $0 -= 1 } }
        return await answer(letter, number)
    }
}
