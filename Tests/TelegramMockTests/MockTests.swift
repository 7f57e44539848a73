import Core
import JSONKit
import MockKit
import TelegramMock
import Testing

@Suite struct MockTests {
    private let mock = TelegramMock(caller: NoCaller(), clock: ManualClock(Instant(seconds: 1_790_000_000)).clock)

    private func call(_ method: String, _ body: String, token: String = TelegramMock.firstToken) -> MockReply {
        mock.handle(
            HTTPRequest(
                method: "POST", path: "/telegram/bot\(token)/\(method)", headers: HTTPFields(["Content-Type": "application/json"]),
                body: Array(body.utf8)))
    }

    private func answer(_ method: String, _ body: String, token: String = TelegramMock.firstToken) throws -> JSON {
        guard case .answer(let response) = call(method, body, token: token) else { throw Unexpected() }
        let json = try JSONDocument.parse(response.body).root
        #expect(json["ok"].bool == (response.status == 200))
        #expect(json["ok"].bool == true || json["error_code"].int == Int64(response.status))
        return json
    }

    @discardableResult
    private func inbound(_ body: String) async throws -> JSON {
        try JSONDocument.parse(try await mock.inbound(JSONDocument.parse(body).root)).root
    }

    @Test func updatesStay_untilALaterOffsetAcknowledgesThem() async throws {
        try await inbound(#"{"text":"a","count":3}"#)
        let first = try answer("getUpdates", #"{"limit":2}"#)["result"]
        #expect(first.count == 2)
        let id = try #require(first[1]["update_id"].int)
        #expect(try answer("getUpdates", #"{"offset":\#(id)}"#)["result"].count == 2)
        #expect(try answer("getUpdates", #"{"offset":\#(id + 1)}"#)["result"].count == 1)
        #expect(try answer("getUpdates", "{}")["result"].count == 1)
        #expect(try answer("getUpdates", #"{"offset":\#(id + 2)}"#)["result"].count == 0)
    }

    @Test func secondPoll_endsTheFirstWith409_andGetsTheUpdate() async throws {
        guard case .pending(let first) = call("getUpdates", #"{"timeout":30}"#),
            case .pending(let second) = call("getUpdates", #"{"timeout":30}"#)
        else { throw Unexpected() }
        try await inbound(#"{"text":"a"}"#)
        #expect(await first.answer().status == 409)
        let update = try JSONDocument.parse(await second.answer().body).root["result"][0]
        #expect(update["message"]["text"].string == "a")
    }

    @Test func reactionsComeOnlyWhenAskedFor() async throws {
        try await inbound(#"{"kind":"reaction"}"#)
        #expect(try answer("getUpdates", #"{"allowed_updates":["message","message_reaction"]}"#)["result"].count == 0)
        try await inbound(#"{"kind":"reaction"}"#)
        #expect(try answer("getUpdates", "{}")["result"].count == 1)
    }

    @Test(arguments: [
        ("getMe", "{}", "123456789:AAothertokenothertokenothertokenothe", 401), ("getMe", "{}", "nonsense", 404),
        ("fly", "{}", TelegramMock.firstToken, 404),
        ("sendMessage", #"{"chat_id":5,"text":"a"}"#, TelegramMock.firstToken, 400),
        ("sendMessage", #"{"text":"a"}"#, TelegramMock.firstToken, 400),
        ("sendMessage", #"{"chat_id":4815162342,"text":" "}"#, TelegramMock.firstToken, 400),
        ("sendMessage", "[]", TelegramMock.firstToken, 400),
        ("sendVenue", #"{"chat_id":4815162342,"latitude":1,"longitude":1,"title":"a"}"#, TelegramMock.firstToken, 400),
        ("answerCallbackQuery", #"{"callback_query_id":"1"}"#, TelegramMock.firstToken, 400),
        ("getFile", #"{"file_id":"x"}"#, TelegramMock.firstToken, 400),
        ("setWebhook", #"{"url":"https://a.example","secret_token":"not allowed"}"#, TelegramMock.firstToken, 400),
    ])
    func whatIsWrong_isRefused_andStandsInTheLedgerAsSuch(method: String, body: String, token: String, code: Int64) async throws {
        try await inbound(#"{"kind":"start"}"#)
        #expect(try answer(method, body, token: token)["error_code"].int == code)
        #expect(mock.desk.ledger.entries(all: true).last?.isAccepted == false)
    }

    @Test func messagesCountPerChat_andAreNamedInTheLedger() async throws {
        try await inbound(#"{"from":1,"text":"a"}"#)
        try await inbound(#"{"from":2,"text":"a"}"#)
        for chat in [1, 2] {
            #expect(try answer("sendMessage", #"{"chat_id":\#(chat),"text":"b"}"#)["result"]["message_id"].int == 2)
            #expect(mock.desk.ledger.entries(all: true).last?.id == "\(chat):2")
        }
    }

    @Test func faultsArePlayed() async throws {
        try await inbound(#"{"kind":"start"}"#)
        let send = #"{"chat_id":4815162342,"text":"a"}"#
        for (rule, expected) in [
            (#"{"kind":"dropAfterAccept","times":1}"#, MockReply.cut), (#"{"kind":"hang","accept":true,"times":1}"#, .hang),
        ] {
            try mock.desk.faults.add([FaultRule(JSONDocument.parse(rule).root)])
            #expect(call("sendMessage", send) == expected)
            #expect(mock.desk.ledger.entries(all: true).last?.isAccepted == true)
        }
        try mock.desk.faults.add([
            FaultRule(JSONDocument.parse(#"{"kind":"status","status":429,"retryAfter":{"seconds":7},"times":1}"#).root)
        ])
        #expect(try answer("sendMessage", send)["parameters"]["retry_after"].int == 7)
        #expect(try answer("sendMessage", send)["ok"].bool == true)
    }
}

extension PendingReply {
    /// Waits for the answer.
    fileprivate func answer() async -> HTTPResponse {
        await withCheckedContinuation { continuation in whenAnswered { continuation.resume(returning: $0) } }
    }
}

/// Something that the tests rely on is not so.
private struct Unexpected: Error {}

/// Leads nowhere.
private struct NoCaller: HTTPCaller {
    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome { .notSent(TransportFailure(.connect)) }
}
