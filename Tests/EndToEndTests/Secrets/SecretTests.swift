import Core
import Foundation
import JSONKit
import Testing

extension EndToEnd {
    @Suite("What must not get out") struct Secrets {}
}

extension EndToEnd.Secrets {
    @Test("No secret of the configuration is in a log, a metric, an answer or a file of the worker (invariant 15)")
    func secrets() async throws {
        var settings = try Settings()
        settings.worker = #"logLevel: "debug","#
        settings.unknownOutcomeWait = 1
        try await Stage.play(settings) { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            // The last one pauses all sends of the account.
            let faults = [#""kind":"dropBeforeAccept""#, #""kind":"status","status":400"#, #""kind":"error","code":190"#]
            for (place, fault) in faults.enumerated() {
                let customer = try await stage.conversation(from: "1555010888\(place)")
                try await stage.mock.fault(#"{\#(fault),"match":{"contains":"Reply \#(place)"}}"#)
                _ = try await stage.agent.post("Reply \(place)", in: customer)
                try await eventually("the provider was not called") { try await stage.mock.ledger(all: true).count == place + 1 }
            }
            stage.desk.answer(500)
            let reply = try await stage.agent.post("Hello", in: conversation)
            _ = await stage.webhook(Array("{".utf8))
            _ = await stage.webhook(Array("{}".utf8), signed: false)
            try await eventually("the journal is not complete") { try await stage.agent.journal("verdict=quarantined").count == 1 }
            let seen = try await stage.everythingVisible(message: reply, conversation: conversation)
            let settings = stage.settings
            let secrets = [
                "access token": settings.accessToken, "app secret": settings.appSecret, "verify token": settings.verifyToken,
                "key": settings.keySecret, "webhook secret": String(settings.webhookSecret.dropFirst(6)),
            ]
            for (place, bytes) in seen {
                #expect(bytes.count > 0, "\(place)")
                for (name, secret) in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name) in \(place)") }
            }
        }
    }

    /// Test numbers of card schemes, as people write them.
    static let cards = ["4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009"]

    @Test("A card number reaches no file, log, event or provider, in neither direction (invariant 2, Z31)", arguments: cards)
    func cards(_ card: String) async throws {
        try await Stage.play { stage in
            try await stage.mock.write("My card is \(card), thanks", from: "15550107777")
            let event = try await stage.desk.event("conversation:message")
            let text = try #require(event.payload["message"]["content"]["text"].string)
            #expect(text.hasPrefix("My card is ") && text.hasSuffix(", thanks") && !text.contains(card))
            let conversation = try #require(event.conversation)
            let reply = try await stage.agent.post("Is it \(card)?", in: conversation)
            try await stage.agent.delivery(of: reply, in: "read")
            #expect(try await stage.mock.ledger().compactMap(\.text).allSatisfy { $0.hasPrefix("Is it ") && !$0.contains(card) })
            let seen = try await stage.everythingVisible(message: reply, conversation: conversation)
            let forms = [card, card.filter(\.isNumber)]
            for (place, bytes) in seen {
                for form in forms { #expect(bytes.range(of: Data(form.utf8)) == nil, "\(place)") }
            }
        }
    }
}

extension Stage {
    /// All that the worker has written and shows, by where it is.
    fileprivate func everythingVisible(message: String, conversation: String) async throws -> [String: Data] {
        var seen: [String: Data] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: settings.folder)
        where file.hasPrefix("parley.db") || file == "worker.log" {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(settings.folder)/\(file)"))
            if !data.isEmpty { seen[file] = data }
        }
        seen["metrics"] = Data(await web.send("GET", "\(settings.origin)/metrics")?.body ?? [])
        seen["delivery"] = Data(try await agent.delivery(of: message).serialized())
        seen["messages"] = Data(try await agent.messages(in: conversation).flatMap { $0.serialized() })
        for (place, entry) in try await agent.journal("").enumerated() {
            seen["journal entry \(place)"] = Data(try await agent.parley(get: "journal/\(entry["id"].string ?? "")").serialized())
        }
        return seen
    }
}
