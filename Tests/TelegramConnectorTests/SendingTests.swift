import ConnectorKit
import ConnectorTesting
import Core
import TelegramConnector
import Testing

@Suite struct SendingTests {
    static let kit = try? ConnectorConformance(TestAccount.channel(), form: .json, itemArrays: [])

    @Test(arguments: SendingCases.contents + SendingCases.buttons + SendingCases.overrides)
    func content_becomesItsRequests(row: OutboundCase) throws {
        try #require(Self.kit).check(row)
    }

    @Test(arguments: [
        (Content.text(TextContent("a")), "sendMessage"), (.image(MediaContent(kind: .image, url: "https://a.example/a")), "sendPhoto"),
        (.file(MediaContent(kind: .audio, url: "https://a.example/a", mediaType: "audio/ogg")), "sendVoice"),
        (.location(LocationContent(latitude: 1, longitude: 1)), "sendLocation"),
        (.location(LocationContent(latitude: 1, longitude: 1, name: "n")), "sendVenue"),
    ])
    func content_decidesTheMethod(content: Content, method: String) throws {
        let step = try #require(try TestAccount.channel().render(SendingCases.message(content), after: [], correlation: "c"))
        #expect(step.request.url == "https://api.telegram.org/bot\(TestAccount.token)/\(method)")
        #expect(step.request.method == "POST")
        #expect(step.idempotencyKey == nil)
        #expect(!step.isForGroup)
    }

    @Test func sendToAGroup_keepsThePaceOfGroups() throws {
        let message = SendingCases.message(.text(TextContent("a")), to: "-1001234567890")
        #expect(try TestAccount.channel().render(message, after: [], correlation: "")?.isForGroup == true)
    }

    @Test func fileOfTheWorker_goesAlongWithTheCall() throws {
        let stored = StoredFile(sha256: Array(repeating: 1, count: 32), size: 30 << 20, mediaType: "audio/ogg", path: "/files/1")
        let url = "https://parley.example/files/1"
        let content = Content.file(
            MediaContent(
                kind: .audio, url: url, size: 30 << 20, caption: "c", actions: [Action(.postback(payload: "p"), text: "t")]))
        var message = SendingCases.message(content, to: "bc1/4815162342", quoted: "bc1/4815162342:31")
        message.files = [url: OutboundFile(file: stored, filename: "note.ogg")]
        let channel = try TestAccount.channel()
        let step = try #require(try channel.render(message, after: [], correlation: ""))
        #expect(step.request.url.hasSuffix("/sendVoice"))
        #expect(step.request.body.isEmpty)
        #expect(
            step.request.form?.parts == [
                .field(name: "chat_id", value: "4815162342"), .field(name: "business_connection_id", value: "bc1"),
                .field(name: "reply_parameters", value: #"{"message_id":31,"allow_sending_without_reply":true}"#),
                .field(name: "caption", value: "c"),
                .field(name: "reply_markup", value: #"{"inline_keyboard":[[{"text":"t","callback_data":"p"}]]}"#),
                .file(name: "voice", stored, filename: "note.ogg"),
            ])
        let answer = #"{"ok":true,"result":{"message_id":50,"chat":{"id":4815162342}}}"#
        let outcome = channel.interpret(HTTPResponse(status: 200, body: Array(answer.utf8)), to: step, now: .zero)
        #expect(outcome == .accepted(externalID: "bc1/4815162342:50", recipient: nil))
    }

    @Test(arguments: [
        (Signal.typing(true, lastReceived: nil), "4815162342", "sendChatAction", #"{"chat_id":4815162342,"action":"typing"}"#),
        (.typing(false, lastReceived: nil), "4815162342", "", ""), (.read(upTo: "4815162342:5"), "4815162342", "", ""),
        (
            .read(upTo: "bc1/4815162342:5"), "bc1/4815162342", "readBusinessMessage",
            #"{"chat_id":4815162342,"business_connection_id":"bc1","message_id":5}"#
        ),
    ])
    func signal_isShownWhereTelegramCan(signal: Signal, recipient: String, method: String, body: String) throws {
        let request = try TestAccount.channel().signal(signal, to: recipient)
        #expect(request?.url.split(separator: "/").last.map { String($0) } ?? "" == method)
        #expect(request.map { String(decoding: $0.body, as: UTF8.self) } ?? "" == body)
    }

    @Test func retry_resumesAtTheFirstPartWithoutReceipt_invariant7() throws {
        let message = SendingCases.message(.text(TextContent(String(repeating: "x", count: 9000))))
        let receipts = [0, 2].map { StepReceipt(index: $0, purpose: .deliver(part: $0), externalID: "1:\($0)") }
        let channel = try TestAccount.channel()
        #expect(try channel.render(message, after: receipts, correlation: "c")?.purpose == .deliver(part: 1))
    }
}
