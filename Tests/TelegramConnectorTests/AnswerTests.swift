import ConnectorKit
import Core
import TelegramConnector
import Testing

/// Answers of the Bot API, and what they mean for a send.
enum AnswerCases {
    static func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .accepted(let id, let recipient): "accepted \(id ?? "-") \(recipient ?? "-")"
        case .rejected(let failure): "rejected \(failure.code.rawValue)"
        case .throttled(_, let wait, let scope): "throttled \(wait?.components.seconds ?? -1) \(scope)"
        case .unavailable(_, let wait): "unavailable \(wait?.components.seconds ?? -1)"
        case .ambiguous: "ambiguous"
        case .recipientGone(let failure, let optOut): "gone \(failure.code.rawValue) \(optOut == .all)"
        case .accountInvalid: "accountInvalid"
        }
    }

    static let errors: [(code: Int, description: String, expected: String)] = [
        (400, "Bad Request: chat not found", "gone recipient_invalid false"),
        (400, "Bad Request: message text is empty", "rejected content_unsupported"),
        (400, "Bad Request: message is too long", "rejected content_too_long"),
        (400, "Bad Request: message caption is too long", "rejected content_too_long"),
        (400, "Bad Request: can't parse entities: Character '.' is reserved", "rejected content_unsupported"),
        (400, "Bad Request: BUTTON_DATA_INVALID", "rejected content_unsupported"),
        (400, "Bad Request: wrong file identifier/HTTP URL specified", "rejected media_unavailable"),
        (400, "Bad Request: failed to get HTTP URL content", "rejected media_unavailable"),
        (400, "Bad Request: wrong type of the web page content", "rejected media_unsupported"),
        (400, "Bad Request: file is too big", "rejected media_too_large"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "gone recipient_unreachable false"),
        (400, "Bad Request: something new", "rejected provider_rejected"),
        (401, "Unauthorized", "accountInvalid"),
        (403, "Forbidden: bot was blocked by the user", "gone recipient_blocked true"),
        (403, "Forbidden: user is deactivated", "gone recipient_unreachable false"),
        (403, "Forbidden: bot can't initiate conversation with a user", "gone recipient_not_opted_in false"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "gone recipient_blocked true"),
        (403, "Forbidden: bots can't send messages to bots", "gone recipient_invalid false"),
        (403, "Forbidden: something new", "gone recipient_unreachable false"),
        (404, "Not Found", "accountInvalid"),
        (413, "Request Entity Too Large", "rejected media_too_large"),
        (500, "Internal Server Error: restart", "unavailable -1"),
        (500, "Internal Server Error", "ambiguous"),
    ]
}

@Suite struct AnswerTests {
    private func outcome(_ status: Int, _ body: String, to recipient: String = "4815162342", headers: HTTPFields = HTTPFields()) throws
        -> String
    {
        let channel = try TestAccount.channel()
        let message = SendingCases.message(.text(TextContent("a")), to: recipient)
        let step = try #require(try channel.render(message, after: [], correlation: "c"))
        return AnswerCases.word(
            channel.interpret(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)), to: step, now: .zero))
    }

    @Test(arguments: AnswerCases.errors) func error_hasItsMeaning(code: Int, description: String, expected: String) throws {
        #expect(try outcome(code, #"{"ok":false,"error_code":\#(code),"description":"\#(description)"}"#) == expected)
    }

    @Test func tooManyRequests_waitAsLongAsTelegramSays() throws {
        let body = #"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 37","parameters":{"retry_after":37}}"#
        #expect(try outcome(429, body) == "throttled 37 account")
        #expect(try outcome(429, body, to: "-100123") == "throttled 37 recipient")
        #expect(try outcome(429, "<html>", headers: HTTPFields(["Retry-After": "9"])) == "throttled 9 account")
        #expect(try outcome(429, #"{"ok":false,"error_code":429,"description":"x"}"#) == "throttled -1 account")
    }

    @Test func upgradedGroup_isTriedAgain_whenItsNewIdIsKnown() throws {
        let body =
            #"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890}}"#
        #expect(try outcome(400, body, to: "-555") == "unavailable 5")
    }

    @Test func acceptedMessage_isNamedByChatAndNumber() throws {
        let result = #""message_id":50,"date":1,"chat":{"id":4815162342}"#
        #expect(try outcome(200, #"{"ok":true,"result":{\#(result)}}"#) == "accepted 4815162342:50 -")
        #expect(try outcome(200, #"{"ok":true,"result":[{\#(result)},{"message_id":51}]}"#) == "accepted 4815162342:50 -")
        #expect(try outcome(200, #"{"ok":true,"result":{"message_id":50}}"#) == "accepted 4815162342:50 -")
        #expect(try outcome(200, #"{"ok":true,"result":{"message_id":50,"chat":{"id":99}}}"#) == "accepted 99:50 99")
        #expect(try outcome(200, #"{"ok":true,"result":{\#(result)}}"#, to: "bc1/4815162342") == "accepted bc1/4815162342:50 -")
    }

    @Test(arguments: [
        (200, "", "ambiguous"), (200, "<html>", "ambiguous"), (200, #"{"ok":true,"result":true}"#, "ambiguous"),
        (502, "<html>Bad Gateway", "ambiguous"),
        (504, "", "ambiguous"), (408, "", "ambiguous"), (403, "<html>blocked by a proxy", "rejected uncategorized_error"),
        (301, "", "rejected uncategorized_error"),
    ])
    func answerThatIsNotTelegrams_isJudgedByItsStatus(status: Int, body: String, expected: String) throws {
        #expect(try outcome(status, body) == expected)
    }

    @Test func catalogue_namesEveryCodeOnce_andHasASentence() {
        let failures = TelegramConnector.registration.failures
        #expect(Set(failures.map(\.providerCode)).count == failures.count)
        #expect(failures.allSatisfy { $0.meaning.hasSuffix(".") })
    }
}
