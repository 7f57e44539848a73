package import Core
import JSONKit
package import MockKit

/// Twilio's REST API for messages on this machine, as strict as the real one.
///
/// Written from Twilio's documentation alone; shares no code with the connector. Paths are `/twilio/2010-04-01/Accounts/{sid}/Messages.json`
/// and so on. Webhooks are repeated until they are answered, as if their addresses ended in `#rc=5&rp=all`.
package final class TwilioMock: Mock {
    package let name = "twilio"
    package let prefix = "/twilio"
    package let desk: MockDesk

    let clock: WallClock
    let state: Lock<MockState>
    let origin = Lock("http://127.0.0.1")

    /// The account that is there from the start.
    package static let accountSid = "AC0123456789abcdef0123456789abcdef"
    package static let authToken = "mock-auth-token"

    /// - Parameters:
    ///   - caller: makes the calls of webhooks.
    ///   - clock: the provider's time.
    ///   - seed: where sids start.
    package init(caller: any HTTPCaller, clock: WallClock = .system, seed: UInt64 = .random(in: 0...UInt64.max)) {
        self.clock = clock
        desk = MockDesk(caller: caller, clock: clock)
        state = Lock(MockState(seed: seed))
    }

    package func started(at origin: String) { self.origin.withLock { $0 = origin } }

    package func handle(_ request: HTTPRequest) -> MockReply {
        let now = clock.now()
        let form = Form(request)
        let fault = desk.faults.requestFault(path: request.path, recipient: form["To"]) { part in
            String(decoding: request.body, as: UTF8.self).contains(part)
        }
        if let fault, let reply = refuse(request, form, fault, now) { return reply }
        do throws(TwilioProblem) {
            let result = try perform(request, form, now)
            let response = fault?.answer(now) ?? result.response
            let isSilent = fault == .dropAfterAccept || fault == .hang(accept: true)
            if result.isLedgered {
                desk.ledger.add(
                    isAccepted: true,
                    LedgerEntry(
                        time: now, request: request, isAccepted: true, status: isSilent ? 0 : response.status, result: result.response.body,
                        id: result.message?.sid, recipient: form["To"], fault: fault?.kind))
            }
            if let message = result.message { announce(message, fault?.laterCode) }
            switch fault {
            case .dropAfterAccept: return .cut
            case .hang: return .hang
            case .slow(let delay): return .late(response, delay)
            default: return .answer(response)
            }
        } catch {
            return note(request, form, error, fault: fault, now)
        }
    }

    /// Plays the faults that keep a request from the provider.
    private func refuse(_ request: HTTPRequest, _ form: Form, _ fault: Fault, _ now: Instant) -> MockReply? {
        switch fault {
        case .status(let status, _, _, accept: false):
            let response = fault.answer(now) ?? HTTPResponse(status: status)
            record(request, form, response, fault: fault, now)
            return .answer(response)
        case .providerError(let code, later: false): return note(request, form, TwilioProblem(code), fault: fault, now)
        case .hang(accept: false):
            record(request, form, HTTPResponse(status: 0), fault: fault, now)
            return .hang
        case .dropBeforeAccept:
            record(request, form, HTTPResponse(status: 0), fault: fault, now)
            return .cut
        default: return nil
        }
    }

    private func note(_ request: HTTPRequest, _ form: Form, _ problem: TwilioProblem, fault: Fault?, _ now: Instant) -> MockReply {
        record(request, form, problem.response, fault: fault, now)
        if case .slow(let delay)? = fault { return .late(problem.response, delay) }
        return .answer(problem.response)
    }

    private func record(_ request: HTTPRequest, _ form: Form, _ response: HTTPResponse, fault: Fault?, _ now: Instant) {
        desk.ledger.add(
            isAccepted: false,
            LedgerEntry(
                time: now, request: request, isAccepted: false, status: response.status, result: response.body, recipient: form["To"],
                fault: fault?.kind))
    }
}

extension Fault {
    /// The code with which an accepted message fails later.
    var laterCode: Int? {
        if case .providerError(let code, later: true) = self { return code }
        return nil
    }

    /// The answer in place of the right one; nil for the faults that leave it.
    func answer(_ now: Instant) -> HTTPResponse? {
        guard case .status(let status, let retryAfter, let body, _) = self else { return nil }
        var response = TwilioProblem(status == 429 ? 20429 : status == 401 ? 20003 : 20500, status: status).response
        switch body {
        case .error: break
        case .html:
            response.headers["Content-Type"] = "text/html"
            response.body = Array("<html><body><h1>\(status)</h1></body></html>".utf8)
        case .text(let text):
            response.headers["Content-Type"] = "text/plain"
            response.body = Array(text.utf8)
        }
        if let retryAfter { response.headers["Retry-After"] = retryAfter.value(at: now) }
        return response
    }
}
