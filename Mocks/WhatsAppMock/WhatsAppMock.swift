package import Core
import JSONKit
package import MockKit

/// A WhatsApp Cloud API on this machine, as strict as the real one.
///
/// Written from Meta's documentation alone; shares no code with the connector. Paths are `/graph/v25.0/{phone number id}/messages` and so on.
package final class WhatsAppMock: Mock {
    package let name = "whatsapp"
    package let prefix = "/graph"
    package let desk: MockDesk

    let caller: any HTTPCaller
    let clock: WallClock
    let state: Lock<MockState>
    let origin = Lock("http://127.0.0.1")

    /// - Parameters:
    ///   - caller: makes the calls of webhooks.
    ///   - clock: the provider's time.
    ///   - seed: where ids and chances start; with one that was used before, message ids repeat.
    package init(caller: any HTTPCaller, clock: WallClock = .system, seed: UInt64 = .random(in: 0...UInt64.max)) {
        self.caller = caller
        self.clock = clock
        desk = MockDesk(caller: caller, clock: clock)
        var state = MockState(seed: seed)
        state.numbers["310000000000001"] = BusinessNumber(
            id: "310000000000001", display: "15550102030", accountID: "210987654321098", token: "mock-token")
        self.state = Lock(state)
    }

    package func started(at origin: String) { self.origin.withLock { $0 = origin } }

    package func handle(_ request: HTTPRequest) -> MockReply {
        let now = clock.now()
        let fault = desk.faults.requestFault(
            path: request.path, recipient: Self.recipient(request), mustName: Self.isListing(request)
        ) { part in
            String(decoding: request.body, as: UTF8.self).contains(part)
        }
        if let fault, let reply = refuse(request, fault, now) { return reply }
        do throws(GraphProblem) {
            let result = try perform(request, later: fault?.laterCode, now)
            let response = fault?.answer(after: result, trace: { self.trace() }, now) ?? result.response
            record(request, result, fault, response, now)
            if let message = result.message { announce(message) }
            switch fault {
            case .dropAfterAccept: return .cut
            case .hang: return .hang
            case .slow(let delay): return .late(response, delay)
            default: return .answer(response)
            }
        } catch {
            return answer(error, to: request, fault: fault, now)
        }
    }

    private func trace() -> String { state.withLock { $0.identity.traceID() } }

    /// Plays the faults that keep a request from the provider.
    private func refuse(_ request: HTTPRequest, _ fault: Fault, _ now: Instant) -> MockReply? {
        switch fault {
        case .status(_, _, _, accept: false):
            let response = fault.answer(after: nil, trace: { self.trace() }, now) ?? HTTPResponse(status: 500)
            note(request, fault, status: response.status, result: response.body, now)
            return .answer(response)
        case .providerError(let code, later: false): return answer(GraphProblem(code), to: request, fault: fault, now)
        case .hang(accept: false):
            note(request, fault, status: 0, result: [], now)
            return .hang
        case .dropBeforeAccept:
            note(request, fault, status: 0, result: [], now)
            return .cut
        default: return nil
        }
    }

    private func answer(_ problem: GraphProblem, to request: HTTPRequest, fault: Fault?, _ now: Instant) -> MockReply {
        let body = problem.body(trace: trace())
        note(request, fault, status: problem.status, result: body, now)
        let response = GraphResult(body: body, status: problem.status).response
        if case .slow(let delay)? = fault { return .late(response, delay) }
        return .answer(response)
    }

    // MARK: Ledger

    /// A look at the list of templates, which programs take whenever they like: it meets only faults that name its path, and is not in the
    /// ledger, which tells what a program did.
    private static func isListing(_ request: HTTPRequest) -> Bool {
        request.method == "GET" && request.path.hasSuffix("/message_templates")
    }

    private func note(_ request: HTTPRequest, _ fault: Fault?, status: Int, result: [UInt8], _ now: Instant) {
        if Self.isListing(request) { return }
        desk.ledger.add(
            isAccepted: false,
            LedgerEntry(
                time: now, request: request, isAccepted: false, status: status, result: result, recipient: Self.recipient(request),
                fault: fault?.kind))
    }

    private func record(_ request: HTTPRequest, _ result: GraphResult, _ fault: Fault?, _ response: HTTPResponse, _ now: Instant) {
        if Self.isListing(request) { return }
        let isSilent = fault == .dropAfterAccept || fault == .hang(accept: true)
        desk.ledger.add(
            isAccepted: true,
            LedgerEntry(
                time: now, request: request, isAccepted: true, status: isSilent ? 0 : response.status, result: result.body, id: result.id,
                recipient: result.recipient, fault: fault?.kind))
    }

    /// The digits of `to`, or the `recipient`, of a message's body.
    private static func recipient(_ request: HTTPRequest) -> String? {
        guard request.method == "POST", let json = try? JSONDocument.parse(request.body).root else { return nil }
        return json["to"].string.map { PhoneNumbers.digits($0) ?? $0 } ?? json["recipient"].string
    }
}
