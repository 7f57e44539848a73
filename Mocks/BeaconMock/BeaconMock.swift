package import Core
import JSONKit
package import MockKit

/// Beacon: a messaging provider that does not exist, for the custom channel of the README. Strict about what the README says of it.
///
/// `POST /beacon/v1/messages` with a bearer token takes `{recipient, reference, replyTo, content: {text, file: {url, name}, buttons}}` and
/// answers 202 with `{message: {id}}`, or `{error: {code, text}}`. Webhooks are signed by Standard Webhooks.
package final class BeaconMock: Mock {
    package let name = "beacon"
    package let prefix = "/beacon"
    package let desk: MockDesk

    let clock: WallClock
    let state = Lock(BeaconState())

    /// - Parameters:
    ///   - caller: makes the calls of webhooks.
    ///   - clock: the provider's time.
    package init(caller: any HTTPCaller, clock: WallClock = .system) {
        self.clock = clock
        desk = MockDesk(caller: caller, clock: clock)
    }

    package func started(at origin: String) {}

    package func handle(_ request: HTTPRequest) -> MockReply {
        let now = clock.now()
        let body = (try? JSONDocument.parse(request.body))?.root ?? .missing
        let recipient = body["recipient"].string
        let fault = desk.faults.requestFault(path: request.path, recipient: recipient) { part in
            String(decoding: request.body, as: UTF8.self).contains(part)
        }
        let response: HTTPResponse
        var message: BeaconMessage?
        if let refusal = fault?.refusal(now) {
            response = refusal
        } else {
            do throws(BeaconProblem) {
                let accepted = try accept(request, body)
                message = accepted
                response = fault?.answerAfterwards(now) ?? .json(202, accepted.answer)
            } catch { response = error.response }
        }
        let (isAccepted, id) = (message != nil, message?.id)
        desk.ledger.add(
            isAccepted: isAccepted,
            LedgerEntry(
                time: now, request: request, isAccepted: isAccepted, status: response.status, result: response.body, id: id,
                recipient: recipient, fault: fault?.kind))
        if let message { announce(message, fault?.laterCode) }
        switch fault {
        case .dropAfterAccept, .dropBeforeAccept: return .cut
        case .hang: return .hang
        case .slow(let delay): return .late(response, delay)
        default: return .answer(response)
        }
    }
}

extension Fault {
    /// The answer of a fault that keeps the request from the provider; nil for the others.
    fileprivate func refusal(_ now: Instant) -> HTTPResponse? {
        switch self {
        case .status(let status, let wait, let body, accept: false): Self.answer(status, wait, body, now)
        case .providerError(let code, later: false): BeaconProblem(code).response
        case .hang(accept: false), .dropBeforeAccept: HTTPResponse(status: 0)
        default: nil
        }
    }

    /// The answer in place of the right one, though the request was accepted.
    fileprivate func answerAfterwards(_ now: Instant) -> HTTPResponse? {
        guard case .status(let status, let wait, let body, accept: true) = self else { return nil }
        return Self.answer(status, wait, body, now)
    }

    /// The code with which an accepted message fails later.
    fileprivate var laterCode: Int? {
        if case .providerError(let code, later: true) = self { return code }
        return nil
    }

    private static func answer(_ status: Int, _ wait: RetryAfter?, _ body: FaultBody, _ now: Instant) -> HTTPResponse {
        var response = BeaconProblem(status == 429 ? 1004 : 1500, status: status).response
        switch body {
        case .error: break
        case .html: response.body = Array("<html><body><h1>\(status)</h1></body></html>".utf8)
        case .text(let text): response.body = Array(text.utf8)
        }
        if let wait { response.headers["Retry-After"] = wait.value(at: now) }
        return response
    }
}
