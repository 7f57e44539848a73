import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Telegram") struct Telegram {}
}

extension EndToEnd.Telegram {
    @Test("What customers do comes in by polling, what agents write goes out, and pressed buttons are answered")
    func story() async throws {
        try await Stage.play(TelegramWorld.settings()) { stage in
            let telegram = TelegramWorld(stage: stage)
            try await telegram.control("configure", #"{"rates":false}"#)
            let ids = try await telegram.inbound(#"{"from":4815162342,"name":"Mara","text":"Grüße 안녕"}"#)
            #expect(ids == ["4815162342:1"])
            let message = try await stage.desk.event("conversation:message") {
                $0.payload["message"]["content"]["text"].string == "Grüße 안녕"
            }
            #expect(message.payload["message"]["author"]["displayName"].string == "Mara")
            #expect(message.payload["message"]["source"]["type"].string == "telegram")
            let conversation = try #require(message.conversation)

            let reply = try await stage.agent.post("Hello 👋", in: conversation)
            try await stage.agent.delivery(of: reply, in: "sent")
            let sent = try #require(try await telegram.ledger().last)
            #expect(sent["path"].string == "/telegram/bot\(TelegramWorld.token)/sendMessage")
            #expect(sent["body"]["text"].string == "Hello 👋")

            try await telegram.inbound(#"{"from":4815162342,"name":"Mara","kind":"callback","data":"track:1","text":"Track it"}"#)
            let postback = try await stage.desk.event("conversation:postback") { $0.conversation == conversation }
            #expect(postback.payload["postback"]["payload"].string == "track:1")
            _ = try await eventually("the button is not answered") { try await telegram.answeredCallbacks().count == 1 ? true : nil }

            try await telegram.inbound(#"{"from":4815162342,"name":"Mara","kind":"edit","target":1,"text":"Greetings"}"#)
            _ = try await stage.desk.event("parley:message:edited") { $0.conversation == conversation }
            try await telegram.inbound(#"{"from":4815162342,"name":"Mara","kind":"album","text":"three"}"#)
            let albums = try await eventually("the album is not whole") {
                let marks = stage.desk.deliveries.compactMap { $0.payload["message"]["metadata"]["parleyAlbum"].string }
                return marks.count == 3 ? marks : nil
            }
            #expect(Set(albums).count == 1)

            try await telegram.inbound(#"{"from":4815162342,"name":"Mara","kind":"block"}"#)
            _ = try await stage.desk.event("parley:consent") { $0.conversation == conversation }
        }
    }

    @Test("A group stays one conversation when it becomes a supergroup, and replies reach its new id")
    func migration() async throws {
        try await Stage.play(TelegramWorld.settings()) { stage in
            let telegram = TelegramWorld(stage: stage)
            try await telegram.control("configure", #"{"rates":false}"#)
            try await telegram.inbound(#"{"from":7,"chat":-555,"title":"Team","name":"Ada","text":"before"}"#)
            let before = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == "before" }
            #expect(before.payload["message"]["author"]["displayName"].string == "Ada")
            let conversation = try #require(before.conversation)
            try await telegram.inbound(#"{"from":7,"chat":-555,"kind":"migrate"}"#)
            let reply = try await stage.agent.post("after", in: conversation)
            try await stage.agent.delivery(of: reply, in: "sent", within: .seconds(30))
            #expect(try await telegram.ledger().last?["recipient"].string == "-1000000000555")
            try await telegram.inbound(#"{"from":8,"chat":-1000000000555,"name":"Bo","text":"later"}"#)
            let later = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == "later" }
            #expect(later.conversation == conversation)
        }
    }
}
