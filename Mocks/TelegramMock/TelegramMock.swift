package import Core
import JSONKit
package import MockKit

/// A Telegram Bot API on this machine, as strict as the real one.
///
/// Written from Telegram's documentation alone; shares no code with the connector. Methods are under `/telegram/bot<token>/<method>`, files
/// under `/telegram/file/bot<token>/<path>`.
package final class TelegramMock: Mock {
    package let name = "telegram"
    package let prefix = "/telegram"
    package let desk: MockDesk

    let clock: WallClock
    let state: Lock<MockState>

    /// The bot that is there from the start.
    package static let firstToken = "123456789:AAmockmockmockmockmockmockmockmock"

    /// - Parameters:
    ///   - caller: makes the calls of webhooks.
    ///   - clock: the provider's time.
    package init(caller: any HTTPCaller, clock: WallClock = .system) {
        self.clock = clock
        desk = MockDesk(caller: caller, clock: clock)
        state = Lock(MockState(bots: [Self.firstToken: Bot(token: Self.firstToken)]))
    }

    package func started(at origin: String) {}

    package func handle(_ request: HTTPRequest) -> MockReply {
        let now = clock.now()
        let call: BotCall
        do throws(BotProblem) { call = try BotCall(request, prefix: prefix) } catch {
            return note(request, nil, error, fault: nil, now)
        }
        // A poll that waits is no request that goes wrong at random: rules must name it.
        let fault = desk.faults.requestFault(path: request.path, recipient: call.parameters.text("chat_id")) { part in
            String(decoding: request.body, as: UTF8.self).contains(part)
        }
        if let fault, let reply = refuse(request, call, fault, now) { return reply }
        do throws(BotProblem) {
            switch try perform(call, now) {
            case .result(let result): return answer(request, call, result, fault, now)
            case .file(let file):
                return .answer(HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": file.type]), body: file.bytes))
            case .pending(let reply): return .pending(reply)
            }
        } catch {
            return note(request, call, error, fault: fault, now)
        }
    }

    private func answer(_ request: HTTPRequest, _ call: BotCall, _ result: JSONValue, _ fault: Fault?, _ now: Instant) -> MockReply {
        let response = fault?.answer(now) ?? .success(result)
        let isSilent = fault == .dropAfterAccept || fault == .hang(accept: true)
        // Questions are not what a ledger is for: only what changes something, or is sent.
        if call.isLedgered {
            let entry = LedgerEntry(
                time: now, request: request, isAccepted: true, status: isSilent ? 0 : response.status, result: result.serialized(),
                id: result["message_id"]?.integer.map { "\(result["chat"]?["id"]?.integer ?? 0):\($0)" },
                recipient: call.parameters.text("chat_id"), fault: fault?.kind)
            desk.ledger.add(isAccepted: true, entry)
        }
        switch fault {
        case .dropAfterAccept: return .cut
        case .hang: return .hang
        case .slow(let delay): return .late(response, delay)
        default: return .answer(response)
        }
    }

    /// Plays the faults that keep a request from the provider.
    private func refuse(_ request: HTTPRequest, _ call: BotCall, _ fault: Fault, _ now: Instant) -> MockReply? {
        switch fault {
        case .status(let status, _, _, accept: false):
            let response = fault.answer(now) ?? HTTPResponse(status: status)
            record(request, call, response, fault: fault, now)
            return .answer(response)
        case .providerError(let code, later: false): return note(request, call, .ofCode(code), fault: fault, now)
        case .hang(accept: false):
            record(request, call, HTTPResponse(status: 0), fault: fault, now)
            return .hang
        case .dropBeforeAccept:
            record(request, call, HTTPResponse(status: 0), fault: fault, now)
            return .cut
        default: return nil
        }
    }

    private func note(_ request: HTTPRequest, _ call: BotCall?, _ problem: BotProblem, fault: Fault?, _ now: Instant) -> MockReply {
        record(request, call, problem.response, fault: fault, now)
        if case .slow(let delay)? = fault { return .late(problem.response, delay) }
        return .answer(problem.response)
    }

    private func record(_ request: HTTPRequest, _ call: BotCall?, _ response: HTTPResponse, fault: Fault?, _ now: Instant) {
        desk.ledger.add(
            isAccepted: false,
            LedgerEntry(
                time: now, request: request, isAccepted: false, status: response.status, result: response.body,
                recipient: call?.parameters.text("chat_id"), fault: fault?.kind))
    }
}

extension Fault {
    /// The answer in place of the right one; nil for the faults that leave it.
    func answer(_ now: Instant) -> HTTPResponse? {
        guard case .status(let status, let retryAfter, let body, _) = self else { return nil }
        var problem = BotProblem.ofCode(status)
        if case .seconds(let seconds)? = retryAfter, status == 429 { problem = .tooMany(retryAfter: seconds) }
        var response = problem.response
        switch body {
        case .error: break
        case .html:
            response.headers["Content-Type"] = "text/html"
            response.body = Array("<html><head><title>\(status)</title></head><body><center><h1>\(status)</h1></center></body></html>".utf8)
        case .text(let text):
            response.headers["Content-Type"] = "text/plain; charset=utf-8"
            response.body = Array(text.utf8)
        }
        if let retryAfter { response.headers["Retry-After"] = retryAfter.value(at: now) }
        return response
    }
}

extension HTTPResponse {
    /// `{"ok":true,"result":…}`
    static func success(_ result: JSONValue) -> HTTPResponse {
        .json(
            200,
            JSONWriter.object { json in
                json.field("ok", true)
                json.field("result", result)
            })
    }
}
