package import Core

/// One connected account of a channel: a value whose functions decide, and never do I/O.
///
/// The runtime reads, sends, times, retries and stores; the channel only says what bytes mean and which bytes to send. All functions
/// must be pure: the same arguments give the same result, whatever the time, so that a stored payload can be read again later.
package protocol Channel: Sendable {
    /// What the channel can do, as data.
    var capabilities: Capabilities { get }

    /// The provider's id of this account, where several accounts can share one callback address; nil where they cannot.
    ///
    /// Items for other accounts are read as `.elsewhere`; the runtime then offers the request to the integration of the app that has the
    /// account and believes the request as well.
    var accountID: String? { get }

    /// Which leaves of a payload masking leaves alone, where that differs between accounts; nil: those of the registration.
    var identifiers: IdentifierFields? { get }

    /// Whether webhooks may come to an address with a secret behind the integration's id. Only `authenticate` sees the whole path.
    var hasSecretPath: Bool { get }

    /// Decides whether the provider really sent this request, over the exact bytes received.
    ///
    /// There is no default: a provider without signatures returns `.accepted(signed: false)` and its documentation says why.
    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict

    /// When the request says that it was signed, where `authenticate` refuses signatures for their age; nil where age does not count.
    ///
    /// Proves nothing by itself. A request that the worker itself fetched may have waited for any time: it is authenticated as of then.
    func signedAt(_ request: HTTPRequest) -> Instant?

    /// Reads an authenticated request whose text is already masked.
    ///
    /// Every item of a batch becomes an event; an item that cannot be read becomes `.unknown` and never sinks its neighbours.
    /// - Throws: `ParseProblem` when nothing can be read at all; the request is then kept in quarantine.
    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound

    /// The next request for `message`, given the receipts already stored; nil when everything is sent.
    ///
    /// - Parameter correlation: opaque text of at most 64 characters that goes along with the request where the provider gives it back in statuses.
    /// - Throws: `Failure` when the message cannot be carried; it then fails without a call.
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step?

    /// Whether a provider's own body, sent instead of a message's content, may be sent while the customer's window is closed.
    func isFreeOfWindow(_ override: JSONBytes) -> Bool

    /// Says what a provider's answer to `step` means.
    ///
    /// - Parameter now: when the answer came: for reading waits that are given as a date.
    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome

    /// The request of a step as it goes out: for signatures that cover the time of the attempt. Called once for each call, and must change
    /// header fields only.
    func signed(_ request: OutboundRequest, now: Instant) -> OutboundRequest

    /// How to ask the provider for events; nil for a channel that is only called.
    var polling: (any Polling)? { get }

    /// How to get the files that customers send, from the `MediaReference` of a message; nil for a channel that names none.
    var media: (any MediaAccess)? { get }

    /// When the business is told that a reply waits for a customer who is not there; nil for a channel that tells customers by itself.
    var absence: AbsenceRule? { get }

    /// The templates of the account; nil for a channel that has none.
    var templates: (any TemplateCatalogue)? { get }

    /// The address of a telephone number (digits with country code), for writing to somebody who never wrote; nil for a channel whose
    /// addresses are no telephone numbers.
    func address(ofPhone digits: String) -> String?

    /// The request that shows `signal` to the customer; nil where the channel has no such thing.
    ///
    /// Sent once and forgotten: its answer is not looked at, and it is never repeated.
    func signal(_ signal: Signal, to recipient: String) -> OutboundRequest?
}

extension Channel {
    package var accountID: String? { nil }
    package var identifiers: IdentifierFields? { nil }
    package var hasSecretPath: Bool { false }
    package func signedAt(_ request: HTTPRequest) -> Instant? { nil }
    package func signed(_ request: OutboundRequest, now: Instant) -> OutboundRequest { request }
    package var polling: (any Polling)? { nil }
    package var media: (any MediaAccess)? { nil }
    package var absence: AbsenceRule? { nil }
    package var templates: (any TemplateCatalogue)? { nil }
    package func address(ofPhone digits: String) -> String? { nil }
    package func signal(_ signal: Signal, to recipient: String) -> OutboundRequest? { nil }
    /// Unless a channel knows better, a body is taken for a message that the window binds.
    package func isFreeOfWindow(_ override: JSONBytes) -> Bool { false }
}

/// What is done when a reply waits for a customer who is not there.
package struct AbsenceRule: Hashable, Sendable {
    /// How long the reply waits before.
    package var delay: Duration
    /// Whether the customer is written a mail, if its address is known and the worker has a mail server.
    package var mails: Bool
    /// Where the customer finds the conversation again; nil when nobody said.
    package var link: String?

    /// Makes a rule.
    package init(delay: Duration, mails: Bool, link: String? = nil) {
        self.delay = delay
        self.mails = mails
        self.link = link
    }
}

/// Whether a request is believed.
package enum Verdict: Hashable, Sendable {
    /// It is the provider. `signed` tells whether the bytes are proven, or only a secret path or header.
    case accepted(signed: Bool)
    /// It is not, or cannot be shown to be. Counted under `reason`, answered 401 with an empty body, and never stored.
    case refused(Refusal)

    /// Why a request is not believed: a closed list, fit for a metric label.
    package enum Refusal: String, Hashable, Sendable, CaseIterable {
        case signatureMissing, signatureMalformed, signatureWrong, tokenWrong, expired, methodNotAllowed
    }
}

/// What a request holds.
package enum Inbound: Hashable, Sendable {
    /// Events, and the answer that the provider wants once they are stored.
    case events([InboundEvent], reply: HTTPResponse)
    /// A question of the provider that needs nothing but an answer, such as the check of a new callback address.
    case handshake(HTTPResponse)
}

/// Why nothing in a request can be read.
package struct ParseProblem: Error, Hashable, Sendable {
    /// What was expected and not found; names fields, holds no values.
    package var reason: String

    /// Makes a problem.
    package init(_ reason: String) { self.reason = reason }
}

/// Events that the worker must ask for.
package protocol Polling: Sendable {
    /// The request that asks for what follows `cursor` (nil at the very first), and how long it may take.
    func request(after cursor: String?) -> (request: OutboundRequest, deadline: Duration)

    /// Reads the answer, whose text is already masked. The new cursor is stored in the same transaction as the events.
    func interpret(_ payload: Payload, after cursor: String?) throws(ParseProblem) -> PollResult

    /// Reads an answer that is not a success: what is wrong, and how long to wait.
    func interpretFailure(_ response: HTTPResponse, now: Instant) -> Outcome
}

/// What a poll brought.
package struct PollResult: Hashable, Sendable {
    /// The events, in order.
    package var events: [InboundEvent]
    /// Where to go on; acknowledged to the provider only by the next request, after the commit.
    package var cursor: String?
    /// How long to wait before the next request; zero for long polling.
    package var delay: Duration
    /// Calls to make once the events are stored, such as those that end a waiting sign on the customer's screen.
    ///
    /// Made at most once, at the same time as the next request, and nobody looks at the answers: nothing may depend on them.
    package var courtesies: [OutboundRequest]

    /// Makes a result.
    package init(events: [InboundEvent], cursor: String?, delay: Duration = .zero, courtesies: [OutboundRequest] = []) {
        self.events = events
        self.cursor = cursor
        self.delay = delay
        self.courtesies = courtesies
    }
}
