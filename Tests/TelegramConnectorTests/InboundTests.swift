import ConnectorKit
import ConnectorTesting
import Core
import JSONKit
import TelegramConnector
import Testing

@Suite struct InboundTests {
    static let kit = try? ConnectorConformance(TestAccount.webhookChannel(), form: .json, itemArrays: [])
    static let pollKit = try? ConnectorConformance(TestAccount.channel(), form: .json, itemArrays: ["result"])

    @Test(arguments: UpdateCases.messages + UpdateCases.others + UpdateCases.silent + UpdateCases.unknown)
    func update_becomesItsEvent(row: InboundCase) throws {
        try #require(Self.kit).check(row)
    }

    @Test(arguments: UpdateCases.messages + UpdateCases.others + UpdateCases.silent)
    func changedUpdates_neverTrap_invariant4(row: InboundCase) throws {
        let tried = try #require(Self.kit).checkProperties(of: row)
        #expect(tried > 50)
    }

    /// All kinds in one answer to a poll.
    static let batch = InboundCase(
        "all kinds at once", pollAnswer: #"{"ok":true,"result":[\#(bodies.joined(separator: ","))]}"#, receivedAt: TestAccount.receivedAt,
        expected: UpdateCases.messages.prefix(6).flatMap(\.expected))

    private static let bodies = UpdateCases.messages.prefix(6).map { String(decoding: $0.request.body, as: UTF8.self) }

    @Test func batch_everyUpdateBecomesItsEvent_andNeighboursStay_invariant4() throws {
        let kit = try #require(Self.pollKit)
        try kit.check(Self.batch)
        #expect(try kit.checkProperties(of: Self.batch) > 1000)
    }

    @Test func allKindsInOnePoll_areRead_andTheNewestIsAcknowledged() throws {
        let rows = UpdateCases.messages + UpdateCases.others + UpdateCases.silent + UpdateCases.unknown
        let updates = rows.enumerated().map { index, row in
            String(decoding: row.request.body, as: UTF8.self).replacing(
                #""update_id":700"#, with: #""update_id":\#(9_000_000_000 + index)"#)
        }
        let result = try TestAccount.poll(#"{"ok":true,"result":[\#(updates.joined(separator: ","))]}"#)
        #expect(result.events.count == rows.map(\.expected.count).reduce(0, +))
        #expect(result.cursor == String(9_000_000_000 + rows.count))
        #expect(result.delay == .zero)
    }

    @Test(arguments: ["[]", "null", "1", "\"x\""]) func bodyThatIsNoUpdate_isQuarantined(body: String) throws {
        #expect(throws: ParseProblem("the body is not a JSON object")) {
            try TestAccount.webhookChannel().parse(TestAccount.payload(body))
        }
    }

    @Test func longTextWithLinks_isSplit_andNothingIsLost() throws {
        let text = String(repeating: "안녕 ", count: 1365)
        let link = #"{"type":"text_link","offset":0,"length":2,"url":"https://a.example"}"#
        let result = try TestAccount.poll(
            #"{"ok":true,"result":[{"update_id":1,"message":{"message_id":1,\#(UpdateCases.chat),"text":"\#(text)","entities":[\#(link)]}}]}"#
        )
        guard case .message(let message) = result.events[0].body else { throw Unexpected() }
        let texts = message.contents.map { content in if case .text(let text) = content { text.text } else { "" } }
        #expect(texts.joined() == "안녕 (https://a.example)" + text.dropFirst(2))
        #expect(texts.count == 2)
        #expect(texts.allSatisfy { $0.unicodeScalars.count <= 4096 })
    }

    @Test func buttonPressInAWebhook_isAnsweredInTheReply() throws {
        let update = #"{"update_id":1,"callback_query":{"id":"987654321987654321",\#(UpdateCases.from),"data":"x"}}"#
        guard case .events(_, let reply) = try TestAccount.webhookChannel().parse(TestAccount.payload(update)) else { throw Unexpected() }
        #expect(reply.status == 200)
        #expect(reply.headers["Content-Type"] == "application/json")
        #expect(
            String(decoding: reply.body, as: UTF8.self) == #"{"method":"answerCallbackQuery","callback_query_id":"987654321987654321"}"#)
    }
}
