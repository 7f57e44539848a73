import Core
import Cryptography
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Webhook relays") struct Relays {}
}

extension EndToEnd.Relays {
    @Test(
        "Behind a relay that signs, messages come in; what the relay did not sign is refused",
        arguments: [
            ("standardWebhooks", RelayWorld.secret), ("svix", RelayWorld.secret), ("hookdeck", "a key of hookdeck"),
        ])
    func signing(kind: String, secret: String) async throws {
        try await Stage.play(RelayWorld.settings(#"kind: "\#(kind)", secret: "\#(secret)""#), isOpen: false) { stage in
            try await stage.ready(try stage.start())
            let relay = RelayWorld(stage: stage)
            try await relay.open(#""kind":"\#(kind)","secret":"\#(secret)""#)
            try await stage.mock.write("Grüße 안녕 a/b", from: "4915112345678")
            _ = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == "Grüße 안녕 a/b" }

            // Straight from the provider, past the relay.
            let body = Array("{}".utf8)
            let code = Hex.encode(HMAC.code(.sha256, for: body, key: Array(stage.settings.appSecret.utf8)))
            let answer = await stage.web.send(
                "POST", stage.settings.callback, headers: HTTPFields(["X-Hub-Signature-256": "sha256=\(code)"]), body: body)
            #expect(answer?.status == 401 && answer?.text.contains("is missing") == true, "\(answer?.text ?? "")")
        }
    }

    @Test("A relay that rewrites bodies is refused in words that its list of deliveries shows")
    func rewriting() async throws {
        try await Stage.play(RelayWorld.settings(#"kind: "hookdeck", secret: "k""#), isOpen: false) { stage in
            try await stage.ready(try stage.start())
            let relay = RelayWorld(stage: stage)
            try await relay.open(#""kind":"hookdeck","secret":"k","rewrites":true"#)
            try await stage.mock.write("Grüße a/b", from: "4915112345678")
            _ = try await eventually("nothing was refused") { try await relay.calls().first { $0["status"].int == 401 } }
            let log = stage.worker?.tail ?? ""
            #expect(log.contains("because the relay has written the body anew"), "\(log)")
            #expect(log.contains(#"signer=provider"#) || log.contains(#""signer":"provider""#), "\(log)")
        }
    }

    @Test("Pulled requests come in without a public address, also after the relay has cut the line, and a silent line is given up")
    func pulling() async throws {
        let pull = #"kind: "pull", url: "MOCKS/relay/\#(RelayWorld.channel)", token: "t0ken", heartbeatSeconds: 5"#
        try await Stage.play(RelayWorld.settings(pull), isOpen: false) { stage in
            let relay = RelayWorld(stage: stage)
            try await relay.open(#""kind":"pull","token":"t0ken","heartbeatMilliseconds":500"#)
            try await stage.mock.write("while it is down", from: "4915112345678")
            try await stage.ready(try stage.start())
            _ = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == "while it is down" }

            try await relay.control("cut", #"{"channel":"\#(RelayWorld.channel)"}"#)
            try await stage.mock.write("after the cut", from: "4915112345678")
            _ = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == "after the cut" }
            #expect(try await relay.state()["resumptions"].array.compactMap(\.string).last == "1")

            // A line that is open and says nothing.
            try await relay.control("configure", #"{"channel":"\#(RelayWorld.channel)","heartbeatMilliseconds":null}"#)
            let before = try await relay.state()["resumptions"].count
            _ = try await eventually("the silent line was kept", within: .seconds(20)) {
                try await relay.state()["resumptions"].count > before ? true : nil
            }
        }
    }
}
