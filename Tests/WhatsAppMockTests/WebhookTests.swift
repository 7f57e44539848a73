import Core
import Cryptography
import JSONKit
import MockKit
import Testing
import WhatsAppMock

struct WebhookTests {
    @Test("nothing is delivered before the callback has answered the challenge")
    func verification() async throws {
        let bench = try await Bench(verified: false)
        await #expect(throws: ControlProblem.self) { try await bench.inbound("{}") }
        bench.callback.refuseVerification(with: HTTPResponse(status: 403))
        let answer = try await bench.configure(#"{"callbackURL":"http://127.0.0.1:1/hook"}"#)
        #expect(answer["verified"].bool == false)
        #expect(answer["problem"].string == "The callback answered 403, not 200.")
        _ = bench.sendText()
        await bench.settle()
        #expect(bench.callback.posts.isEmpty)
    }

    @Test(
        "the signature is over the exact bytes",
        arguments: [
            (#"{"object":"whatsapp_business_account","entry":[]}"#, "9b2d8b19c705a607026e5f0cc6d90279cb03844286e03d40b296d99c9a3a9504"),
            (
                #"{"object":"whatsapp_business_account","entry":[],"t":"caf\u00e9"}"#,
                "2bbbf911ee2e1c5a1f4c703bc7ead8ea9a0a600da9cc00bc1ceb571740538ba4"
            ),
        ])
    func vectors(_ body: String, _ code: String) async throws {
        let bench = try await Bench(#"{"appSecret":"testsecret"}"#)
        let command = JSONWriter.object { $0.field("body", body) }
        try await bench.inbound(String(decoding: command, as: UTF8.self))
        await bench.settle()
        #expect(bench.callback.texts == [body])
        #expect(bench.callback.posts[0].headers["X-Hub-Signature-256"] == "sha256=\(code)")
    }

    @Test("text outside ASCII is escaped in lower case and slashes with a backslash")
    func escaping() async throws {
        let bench = try await Bench()
        try await bench.inbound(#"{"text":"É / 👍"}"#)
        await bench.settle()
        #expect(bench.callback.texts[0].contains(#""body":"\u00c9 \/ \ud83d\udc4d""#))
    }

    @Test("a webhook is repeated with growing gaps until it is answered 200")
    func retries() async throws {
        let bench = try await Bench()
        let failure = TransportOutcome.maybeSent(TransportFailure(.deadline))
        bench.callback.answer([
            .answered(HTTPResponse(status: 500)), failure, .answered(HTTPResponse(status: 204)), .answered(HTTPResponse(status: 503)),
        ])
        try await bench.inbound("{}")
        await bench.settle()
        let attempts = bench.mock.desk.webhooks.attempts()
        #expect(attempts.map(\.status) == [500, nil, 204, 503, 200])
        #expect(Set(attempts.map(\.delivery)).count == 1)
        let gaps = zip(attempts, attempts.dropFirst()).map { $1.time - $0.time }
        #expect(gaps == [.zero, .seconds(1), .seconds(2), .seconds(4)])
        #expect(Set(bench.callback.texts).count == 1)
    }

    @Test("statuses come in order, reversed, or without one", arguments: ["inOrder", "reversed"])
    func order(_ order: String) async throws {
        let bench = try await Bench(#"{"window":"off","statusOrder":"\#(order)"}"#)
        _ = bench.send(#""biz_opaque_callback_data":"m-1","text":{"body":"a"}"#)
        await bench.settle()
        let names = ["sent", "delivered", "read"]
        #expect(try bench.statuses() == (order == "inOrder" ? names : names.reversed()))
        #expect(bench.callback.texts.allSatisfy { $0.contains(#""biz_opaque_callback_data":"m-1""#) })
        #expect(bench.callback.texts.filter { $0.contains(#""pricing""#) }.count == 2)
    }

    @Test(
        "the price follows the regime of the date",
        arguments: [
            ("conversation", "CBP", "free_customer_service"), ("message", "PMP", "free_customer_service"),
            ("chargedService", "PMP", "free_customer_service"),
        ])
    func pricing(_ regime: String, _ model: String, _ type: String) async throws {
        let bench = try await Bench(#"{"window":"off","pricingRegime":"\#(regime)"}"#)
        _ = bench.sendText()
        await bench.settle()
        #expect(bench.callback.texts[0].contains(#""pricing_model":"\#(model)","type":"\#(type)""#))
    }

    @Test("after a thousand free service messages in a month they are charged from 2026-10-01 on")
    func charged() async throws {
        let bench = try await Bench(#"{"window":"off","pairRate":false,"throughput":null,"statuses":{"delivered":null,"read":null}}"#)
        bench.clock.advance(to: Instant(seconds: 1_791_000_000))
        for _ in 0..<1001 { _ = bench.sendText() }
        await bench.settle()
        #expect(bench.callback.texts.filter { $0.contains(#""type":"regular""#) }.count == 1)
    }

    @Test(
        "every inbound kind makes a body that can be read",
        arguments: [
            "text", "image", "video", "audio", "voice", "document", "sticker", "location", "contacts", "order", "system", "unsupported",
            "edit",
            "revoke", "reaction", "reaction_removed", "button", "button_reply", "list_reply", "flow_reply", "user_changed_user_id",
            "request_welcome", "unknown_type", "media_too_large", "echo", "user_preferences", "user_id_update", "call",
        ])
    func kinds(_ kind: String) async throws {
        let bench = try await Bench()
        try await bench.inbound(#"{"kind":"\#(kind)","target":"wamid.A","name":"Mara"}"#)
        await bench.settle()
        let value = try JSONDocument.parse(bench.callback.posts[0].body).root["entry"][0]["changes"][0]["value"]
        #expect(value.count > 0, "\(kind)")
    }

    @Test("a user without a phone number has no from and no wa_id")
    func hidden() async throws {
        let bench = try await Bench()
        try await bench.inbound(#"{"hidePhone":true,"userId":"US.42","username":"mara"}"#)
        await bench.settle()
        let text = bench.callback.texts[0]
        #expect(!text.contains(#""from":"#) && !text.contains(#""wa_id""#))
        #expect(text.contains(#""from_user_id":"US.42""#))
        let answer = bench.answer(bench.request(body: #"{"messaging_product":"whatsapp","recipient":"US.42","text":{"body":"a"}}"#))
        #expect(answer.json["contacts"][0]["user_id"].string == "US.42")
    }
}
