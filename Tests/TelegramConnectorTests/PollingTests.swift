import ConnectorKit
import Core
import JSONKit
import TelegramConnector
import Testing

@Suite struct PollingTests {
    private static func call(after cursor: String?) throws -> (url: String, body: JSON, deadline: Duration) {
        let (request, deadline) = try #require(try TestAccount.channel(baseURL: "http://127.0.0.1:1/telegram").polling).request(
            after: cursor)
        #expect(request.method == "POST")
        return (request.url, try JSONDocument.parse(request.body).root, deadline)
    }

    @Test func firstCall_removesAForeignWebhook_andDropsNothing() throws {
        let call = try Self.call(after: nil)
        #expect(call.url == "http://127.0.0.1:1/telegram/bot\(TestAccount.token)/deleteWebhook")
        #expect(call.body["drop_pending_updates"].bool == false)
        #expect(try TestAccount.poll(#"{"ok":true,"result":true}"#, after: nil) == PollResult(events: [], cursor: "0"))
    }

    @Test func laterCalls_acknowledgeOnlyWhatIsStored() throws {
        let first = try Self.call(after: "0")
        #expect(first.url.hasSuffix("/getUpdates"))
        #expect(!first.body["offset"].exists)
        #expect(first.body["timeout"].int == 30)
        #expect(first.deadline > .seconds(30))
        let kinds = first.body["allowed_updates"].array.compactMap(\.string)
        #expect(kinds.contains("my_chat_member") && kinds.contains("message_reaction") && kinds.contains("callback_query"))
        #expect(try Self.call(after: "880000001").body["offset"].int == 880_000_001)
    }

    @Test func emptyAnswer_leavesTheCursor() throws {
        #expect(try TestAccount.poll(#"{"ok":true,"result":[]}"#, after: "77") == PollResult(events: [], cursor: "77"))
    }

    @Test(arguments: [
        (#"{"ok":true,"result":[{"update_id":5},{"update_id":9},{"update_id":7}]}"#, "10"),
        // After a week of silence ids may begin anew, lower.
        (#"{"ok":true,"result":[{"update_id":3}]}"#, "4"),
        (#"{"ok":true,"result":[{"update_id":9223372036854775807}]}"#, "77"),
    ])
    func cursor_isOnePastTheNewestUpdate(answer: String, cursor: String) throws {
        #expect(try TestAccount.poll(answer, after: "77").cursor == cursor)
    }

    @Test func answerWithoutIds_isKept_andAskedForAgainLater() throws {
        let result = try TestAccount.poll(#"{"ok":true,"result":[{"a":1},7]}"#, after: "77")
        #expect(result.events.count == 2)
        #expect(result.cursor == "77")
        #expect(result.delay == .seconds(5))
    }

    @Test(arguments: ["{}", #"{"ok":false}"#, #"{"ok":true,"result":{}}"#, "[]"]) func answerThatIsNone_isAProblem(answer: String) throws {
        #expect(throws: ParseProblem.self) { try TestAccount.poll(answer) }
    }

    @Test func pressedButtons_areAnsweredOnce_afterTheCommit() throws {
        let press = #"{"update_id":5,"callback_query":{"id":"42",\#(UpdateCases.from),"data":"x"}}"#
        let result = try TestAccount.poll(#"{"ok":true,"result":[\#(press)]}"#)
        #expect(result.courtesies.map(\.url) == ["https://api.telegram.org/bot\(TestAccount.token)/answerCallbackQuery"])
        #expect(result.courtesies.map { String(decoding: $0.body, as: UTF8.self) } == [#"{"callback_query_id":"42"}"#])
    }

    @Test(arguments: [
        (409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", "unavailable 10"),
        (
            409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            "accountInvalid"
        ),
        (401, "Unauthorized", "accountInvalid"), (404, "Not Found", "accountInvalid"), (502, "Bad Gateway", "ambiguous"),
    ])
    func failure_tellsWhatToDo(code: Int, words: String, expected: String) throws {
        let body = #"{"ok":false,"error_code":\#(code),"description":"\#(words)"}"#
        let polling = try #require(try TestAccount.channel().polling)
        #expect(AnswerCases.word(polling.interpretFailure(HTTPResponse(status: code, body: Array(body.utf8)), now: .zero)) == expected)
    }

    @Test func webhookMode_isNotPolled_andPollingModeTakesNoWebhooks() throws {
        #expect(try TestAccount.webhookChannel().polling == nil)
        let request = HTTPRequest(
            method: "POST", path: "/", headers: HTTPFields(["X-Telegram-Bot-Api-Secret-Token": TestAccount.secretToken]))
        #expect(try TestAccount.channel().authenticate(request, now: .zero) == .refused(.tokenWrong))
    }
}
