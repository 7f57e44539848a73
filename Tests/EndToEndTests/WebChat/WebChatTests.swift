import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("WebChat: what one visitor, or one network, may do to others") struct WebChat {}
}

extension EndToEnd.WebChat {
    private static let chat = "65a0c0ffee0000000000000c"

    private static func settings(_ worker: String = "") throws -> Settings {
        var settings = try Settings()
        settings.worker = #"trustedProxies: ["127.0.0.0/8"], \#(worker)"#
        settings.integrations = #"{ id: "\#(chat)", type: "web", userSecret: "\#(settings.webhookSecret)" },"#
        return settings
    }

    private func url(_ stage: Stage, _ call: String) -> String { "\(stage.settings.origin)/webchat/\(Self.chat)/\(call)" }

    private func token(_ stage: Stage, from address: String = "192.0.2.200") async throws -> String {
        let headers = HTTPFields(["X-Forwarded-For": address])
        let answer = try await stage.web.call("POST", url(stage, "session"), headers: headers, body: Array("{}".utf8))
        guard let token = answer["token"].string else { throw Trouble("there is no token") }
        return token
    }

    private func open(_ stage: Stage, _ token: String, from address: String) throws -> LiveStream {
        try LiveStream(stage, chat: Self.chat, token: token, from: address)
    }

    private func call(_ stage: Stage, _ token: String, _ path: String, _ body: String, from address: String = "192.0.2.9") async -> Int? {
        let headers: HTTPFields = HTTPFields(["Authorization": "Bearer \(token)", "X-Forwarded-For": address])
        return await stage.web.send("POST", url(stage, path), headers: headers, body: Array(body.utf8))?.status
    }

    /// Writes a text as a visitor and gives its conversation.
    private func conversation(_ stage: Stage, _ token: String, _ text: String) async throws -> String {
        let body = #"{"clientId":"id-\#(text)-0000","content":{"type":"text","text":"\#(text)"}}"#
        #expect(await call(stage, token, "messages", body) == 200)
        let event = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == text }
        return try #require(event.conversation)
    }

    @Test("Invariant 13: the ninth stream of a visitor ends the oldest, which is told so", .timeLimit(.minutes(1)))
    func tabs() async throws {
        try await Stage.play(Self.settings()) { stage in
            let token = try await token(stage)
            let tabs = try (1...8).map { try open(stage, token, from: "203.0.113.\($0)") }
            #expect(tabs.allSatisfy { $0.status == 200 && !$0.isEnded })
            let ninth = try open(stage, token, from: "203.0.113.9")
            try await eventually("the oldest stream goes on") { tabs[0].isEnded }
            #expect(tabs[0].text.contains("event: replaced\n"))
            #expect(ninth.status == 200 && !ninth.isEnded && tabs.dropFirst().allSatisfy { !$0.isEnded })
        }
    }

    @Test("Invariant 13: a network has 128 streams, however many visitors it makes up", .timeLimit(.minutes(1)))
    func network() async throws {
        try await Stage.play(Self.settings()) { stage in
            var tokens: [String] = []
            for _ in 0..<33 { tokens.append(try await token(stage)) }
            var streams = try (0..<128).map { try open(stage, tokens[$0 / 4], from: "2001:db8:1:2::\(String($0 + 1, radix: 16))") }
            #expect(streams.allSatisfy { $0.status == 200 })
            let refused = try open(stage, tokens[32], from: "2001:db8:1:2:ffff::1")
            #expect(refused.status == 429 && refused.text.contains("Retry-After: 15"))
            #expect(try open(stage, tokens[32], from: "2001:db8:1:3::1").status == 200, "another network has its own")
            streams.removeLast()
            try await eventually("the place was not given back") {
                try open(stage, tokens[32], from: "2001:db8:1:2:ffff::1").status == 200
            }
        }
    }

    @Test("Invariant 13: streams leave connections to providers", .timeLimit(.minutes(1)))
    func connections() async throws {
        try await Stage.play(Self.settings("limits: { connections: 40 },")) { stage in
            let token = try await token(stage)
            var tokens: [String] = [token]
            for _ in 0..<5 { tokens.append(try await self.token(stage)) }
            let streams = try (0..<36).map { try open(stage, tokens[$0 / 6], from: "203.0.113.\($0)") }
            #expect(streams.prefix(30).allSatisfy { $0.status == 200 && !$0.isEnded })
            #expect(streams.dropFirst(30).allSatisfy { $0.status == 503 && $0.text.contains("Retry-After: 15") })
            #expect(await stage.webhook(Array(#"{"object":"whatsapp_business_account","entry":[]}"#.utf8))?.status == 200)
        }
    }

    @Test("The files of an IPv6 net count together", .timeLimit(.minutes(1)))
    func files() async throws {
        try await Stage.play(Self.settings()) { stage in
            var answers: [Int?] = []
            for visitor in 0..<5 {
                let token = try await token(stage)
                for number in 0..<10 where answers.count < 49 {
                    let address = "2001:db8:1:2:\(visitor + 1):\(number + 1)::1"
                    answers.append(await call(stage, token, "files?clientId=id-000\(visitor)\(number)", "", from: address))
                }
            }
            #expect(answers.prefix(40).allSatisfy { $0 == 400 }, "an empty file is taken for what it is")
            #expect(answers.contains(429))
        }
    }

    @Test("Nobody reports that somebody else's message has arrived; the word leaves no trace", .timeLimit(.minutes(1)))
    func foreignDelivery() async throws {
        try await Stage.play(Self.settings()) { stage in
            let (reader, stranger) = (try await token(stage), try await token(stage))
            let conversation = try await conversation(stage, reader, "reader")
            _ = try await self.conversation(stage, stranger, "stranger")
            let reply = try await stage.agent.post("For one pair of eyes", in: conversation)
            try await stage.agent.delivery(of: reply, in: "sent")
            let report = #"{"type":"delivered","messageId":"\#(reply)"}"#
            let before = try await stage.agent.journal("page%5Bsize%5D=100").count
            #expect(await call(stage, stranger, "activity", report) == 200)
            #expect(await call(stage, stranger, "activity", #"{"type":"delivered","messageId":"65a0c0ffee00000000000abc"}"#) == 200)
            #expect(await call(stage, stranger, "activity", #"{"type":"delivered","messageId":"nothing"}"#) == 400)
            #expect(try await stage.agent.journal("page%5Bsize%5D=100").count == before)
            #expect(try await stage.agent.delivery(of: reply)["state"].string == "sent")
            #expect(await call(stage, reader, "activity", report) == 200)
            try await stage.agent.delivery(of: reply, in: "delivered")
        }
    }
}
