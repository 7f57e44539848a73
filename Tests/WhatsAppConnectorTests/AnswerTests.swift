import ConnectorKit
import Core
import Testing
import WhatsAppConnector

@Suite struct AnswerTests {
    static let step = Step(
        .deliver(part: 0),
        OutboundRequest(method: "POST", url: "https://x.example", body: Array(#"{"to":"+15550107777"}"#.utf8)))

    static func outcome(_ status: Int, _ body: String, _ headers: HTTPFields = HTTPFields()) throws -> Outcome {
        try TestAccount.channel().interpret(
            HTTPResponse(status: status, headers: headers, body: Array(body.utf8)), to: step, now: Instant(seconds: 1_781_000_000))
    }

    static func error(_ code: Int, more: String = "") -> String {
        #"{"error":{"message":"(#\#(code)) Words","type":"OAuthException","code":\#(code)\#(more)}}"#
    }

    private static func kind(_ outcome: Outcome) -> (ErrorExpectations.Class?, Failure?) {
        switch outcome {
        case .accepted: (nil, nil)
        case .rejected(let failure): (.permanent, failure)
        case .throttled(let failure, _, .account): (.slowAccount, failure)
        case .throttled(let failure, _, .recipient): (.slowCustomer, failure)
        case .unavailable(let failure, _): (.retry, failure)
        case .ambiguous(let failure): (nil, failure)
        case .recipientGone(let failure, .some): (.optOut, failure)
        case .recipientGone(let failure, nil): (.unreachable, failure)
        case .accountInvalid(let failure): (.stopChannel, failure)
        }
    }

    @Test func everyDocumentedCode_meansTheSame_whateverTheHTTPStatus() throws {
        for (codes, expected, failureCode) in ErrorExpectations.all {
            for code in codes {
                for status in [200, 400, 401, 403, 429, 500, 503] {
                    let (kind, failure) = Self.kind(try Self.outcome(status, Self.error(code)))
                    #expect(kind == expected, "code \(code), HTTP \(status)")
                    #expect(failure?.code == failureCode, "code \(code), HTTP \(status)")
                    #expect(failure?.provider == ProviderError(code: String(code), message: "(#\(code)) Words"), "code \(code)")
                    #expect(failure?.detail?.hasSuffix(".") == true, "code \(code)")
                }
            }
        }
    }

    @Test func everyDocumentedCode_meansTheSameInAStatus() throws {
        for (codes, _, failureCode) in ErrorExpectations.all {
            for code in codes {
                let item = #"{"id":"w","status":"failed","recipient_id":"1","errors":[{"code":\#(code),"title":"t"}]}"#
                guard case .status(let status) = try TestAccount.status(item).body else { throw Unexpected() }
                #expect(status.failure?.code == failureCode, "code \(code)")
                #expect(status.failure?.provider == ProviderError(code: String(code), message: "t"), "code \(code)")
            }
        }
    }

    @Test func catalogue_listsExactlyTheDocumentedCodes_once() {
        let listed = WhatsAppConnector.registration.failures.map(\.providerCode)
        var expected = ErrorExpectations.all.flatMap(\.codes).filter { !(200...299).contains($0) }.map(String.init)
        expected.append("200-299")
        #expect(listed.sorted() == expected.sorted())
        #expect(WhatsAppConnector.registration.failures.allSatisfy { $0.meaning.hasSuffix(".") && !$0.meaning.contains("\n") })
    }

    @Test func codesNextToTheRange_areNotInIt() throws {
        for code in [199, 300] {
            #expect(Self.kind(try Self.outcome(400, Self.error(code))).1?.code == .uncategorizedError, "\(code)")
        }
    }

    /// Decision 5: without a documented code, a 5xx may have been sent.
    @Test(arguments: [
        (500, error(999_999)), (503, error(999_999, more: #","is_transient":true"#)), (502, "<html>Bad gateway</html>"), (500, ""),
        (504, #"{"error":"down"}"#), (408, "<html>"), (200, ""), (200, "{}"), (200, #"{"messages":[]}"#),
        (200, #"{"messages":[{"id":""}]}"#),
        (200, #"{"messages":[{"id":7}]"#), (204, ""), (200, #"{"success":false}"#),
    ]) func answerThatDoesNotTell_isAmbiguous_decision5_invariant6(status: Int, body: String) throws {
        guard case .ambiguous(let failure) = try Self.outcome(status, body) else { throw Unexpected() }
        #expect(failure.code == .unknownOutcome)
    }

    @Test func undocumentedCode_below500_isRejectedWithTheProvidersWords() throws {
        let failure = Failure(.uncategorizedError, provider: ProviderError(code: "999999", message: "(#999999) Words"))
        #expect(try Self.outcome(400, Self.error(999_999)) == .rejected(failure))
    }

    @Test func undocumentedCode_thatIsTransient_isRetried() throws {
        guard case .unavailable(let failure, nil) = try Self.outcome(400, Self.error(999_999, more: #","is_transient":true"#)) else {
            throw Unexpected()
        }
        #expect(failure.code == .providerUnavailable)
    }

    @Test func answerOfAProxy_isRejectedAndQuoted() throws {
        guard case .rejected(let failure) = try Self.outcome(404, "<html>nowhere</html>") else { throw Unexpected() }
        #expect(failure.provider == ProviderError(code: "HTTP 404", message: "<html>nowhere</html>"))
        guard case .rejected(let long) = try Self.outcome(404, String(repeating: "é", count: 5000)) else { throw Unexpected() }
        #expect(long.provider?.message.unicodeScalars.count == 200)
    }

    static let waits: [(HTTPFields, Duration?)] = [
        (HTTPFields(), nil), (HTTPFields(["Retry-After": "120"]), .seconds(120)), (HTTPFields(["retry-after": "0"]), .zero),
        (
            HTTPFields(["Retry-After": "Sat, 21 Nov 2026 07:02:00 GMT", "Date": "Sat, 21 Nov 2026 07:00:00 GMT"]), .seconds(120)
        ), (HTTPFields(["Retry-After": "soon"]), nil),
    ]

    @Test(arguments: waits) func retryAfter_isPassedOn(headers: HTTPFields, wait: Duration?) throws {
        for body in ["", Self.error(130_429), Self.error(999_999)] {
            guard case .throttled(let failure, let asked, .account) = try Self.outcome(429, body, headers) else { throw Unexpected() }
            #expect(failure.code == .rateLimited)
            #expect(asked == wait)
        }
        guard case .throttled(_, let pair, .recipient) = try Self.outcome(400, Self.error(131_056), headers) else { throw Unexpected() }
        #expect(pair == wait)
        guard case .unavailable(_, let busy) = try Self.outcome(503, Self.error(2), headers) else { throw Unexpected() }
        #expect(busy == wait)
    }

    @Test func codesWithAKnownWait_nameIt_unlessTheAnswerDoes() throws {
        for (code, wait) in [(131_057, Duration.seconds(60)), (133_015, .seconds(300)), (134_101, .seconds(600))] {
            guard case .unavailable(_, let own) = try Self.outcome(500, Self.error(code)) else { throw Unexpected() }
            #expect(own == wait, "\(code)")
            let headers = HTTPFields(["Retry-After": "7"])
            guard case .unavailable(_, let asked) = try Self.outcome(500, Self.error(code), headers) else { throw Unexpected() }
            #expect(asked == .seconds(7), "\(code)")
        }
    }

    @Test func marketingCap_isNotRetriedAndDoesNotMarkTheCustomer_trap28() throws {
        guard case .rejected(let failure) = try Self.outcome(400, Self.error(131_049)) else { throw Unexpected() }
        #expect(failure.detail?.contains("at least a day") == true)
    }

    @Test func localisedTexts_decideNothing_trap15_butAreKept() throws {
        let more = #","error_user_title":"Fehler","error_user_msg":"Zu viele Nachrichten","fbtrace_id":"AbC"}"#
        let body = #"{"error":{"message":"m","code":131056,"error_subcode":2494055\#(more)}"#
        guard case .throttled(let failure, _, .recipient) = try Self.outcome(400, body) else { throw Unexpected() }
        #expect(failure.provider?.details == "Zu viele Nachrichten (fbtrace_id AbC)")
    }

    @Test func acceptedIsNotSent_trap19_andReadReceiptsMakeNoMessage() throws {
        let held =
            #"{"contacts":[{"input":"+15550107777","wa_id":"15550107777"}],"messages":[{"id":"w","message_status":"held_for_quality_assessment"}]}"#
        #expect(try Self.outcome(200, held) == .accepted(externalID: "w", recipient: nil))
        #expect(try Self.outcome(200, #"{"success":true}"#) == .accepted(externalID: nil, recipient: nil))
    }

    @Test func codeAsText_isTheSameCode() throws {
        guard case .accountInvalid(let failure) = try Self.outcome(401, #"{"error":{"message":"m","code":"190"}}"#) else {
            throw Unexpected()
        }
        #expect(failure.code == .credentialsInvalid)
    }
}
