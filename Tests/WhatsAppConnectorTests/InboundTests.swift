import ConnectorKit
import ConnectorTesting
import Core
import JSONKit
import Testing
import WhatsAppConnector

@Suite struct InboundTests {
    static let kit = try? ConnectorConformance(
        TestAccount.channel(), form: .json,
        itemArrays: ["messages", "statuses", "errors", "message_echoes", "user_preferences", "user_id_update", "calls"])

    @Test(arguments: MessageCases.all) func message_becomesItsEvent(row: InboundCase) throws {
        try #require(Self.kit).check(row)
    }

    @Test(arguments: StatusCases.all) func status_becomesItsEvent(row: InboundCase) throws {
        try #require(Self.kit).check(row)
    }

    @Test(arguments: BatchCases.all) func batch_everyItemBecomesAnEvent_invariant4(row: InboundCase) throws {
        try #require(Self.kit).check(row)
    }

    @Test(arguments: NoticeCases.all) func notice_becomesItsEvent(row: InboundCase) throws {
        try #require(Self.kit).check(row)
    }

    @Test(arguments: MessageCases.all + StatusCases.all + BatchCases.all + NoticeCases.all)
    func changedRequests_neverTrapAndNeverSinkNeighbours_invariant4(row: InboundCase) throws {
        let tried = try #require(Self.kit).checkProperties(of: row)
        #expect(tried > 50)
    }

    @Test func payloadWithoutEntries_isQuarantined() throws {
        for body in ["{}", "[]", "null", "1", #"{"entry":{}}"#, #"{"object":"page","entry":"x"}"#] {
            let payload = try TestAccount.payload(Array(body.utf8))
            #expect(throws: ParseProblem("`entry` is not an array")) { try TestAccount.channel().parse(payload) }
        }
    }

    @Test func textLongerThanClientsTake_isSplit_andNothingIsLost() throws {
        let text = String(repeating: "안녕 ", count: 3000)
        let event = try TestAccount.message(#"{"from":"15550107777","id":"wamid.T","type":"text","text":{"body":"\#(text)"}}"#)
        guard case .message(let message) = event.body else { throw Unexpected() }
        let texts = message.contents.map { content in if case .text(let text) = content { text.text } else { "" } }
        #expect(texts.joined() == text)
        #expect(texts.count == 3)
        #expect(texts.allSatisfy { $0.unicodeScalars.count <= 4096 })
    }

    @Test func flowAnswerOfAnySize_isBounded_trap27() throws {
        let answers = (0..<5000).map { #"\"k\#($0)\":\"v\""# }.joined(separator: ",")
        let event = try TestAccount.message(
            #"{"from":"1","id":"w","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{\#(answers)}"}}}"#)
        guard case .message(let message) = event.body, case .text(let text) = message.contents[0] else { throw Unexpected() }
        #expect(message.contents.count == 1)
        #expect(text.payload == nil)
        #expect(text.text.hasPrefix("flow\nk0: v\n"))
    }

    @Test(arguments: [
        (#""1781000000""#, Instant(seconds: 1_781_000_000)), ("1781000000", Instant(seconds: 1_781_000_000)),
        (#""soon""#, TestAccount.receivedAt), ("null", TestAccount.receivedAt), (#""-5""#, TestAccount.receivedAt),
        ("99999999999999999999", TestAccount.receivedAt), ("1e9", TestAccount.receivedAt),
    ]) func time_isTheProvidersOwn_trap18_invariant10(written: String, read: Instant) throws {
        let event = try TestAccount.message(#"{"from":"1","id":"w","timestamp":\#(written),"type":"text","text":{"body":"x"}}"#)
        #expect(event.at == read)
    }

    @Test func identityFreeItems_haveAnIdentityThatRepeats() throws {
        let value = #"{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}"#
        let other = #"{"ban_info":{"waba_ban_state":"DISABLE"},"event":"DISABLED_UPDATE"}"#
        let first = try TestAccount.events(field: "account_update", value: value)[0].externalID
        #expect(try TestAccount.events(field: "account_update", value: other)[0].externalID == first)
        let later = TestAccount.envelope(field: "account_update", value: value).replacing(
            #""changes""#, with: #""time":1781000300,"changes""#)
        #expect(try TestAccount.events(later)[0].externalID != first)
        #expect(first.hasPrefix("hash:"))
    }
}
