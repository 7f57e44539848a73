import Core
import Foundation
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Card numbers") struct Redaction {}
}

extension EndToEnd.Redaction {
    @Test(
        "500 cards in every place, in and out: none is in the data directory, the log, a webhook, an answer or at the provider; identifiers are (invariant 2, Z31)",
        .timeLimit(.minutes(5)))
    func nowhere() async throws {
        try await Stage.play { stage in
            var traffic = CardTraffic(number: stage.settings.phoneNumberID)
            let bodies = traffic.inbound(rounds: 18)
            for body in bodies {
                let answer = await stage.webhook(Array(body.utf8))
                #expect(answer?.status == 200)
            }
            let conversation = try await stage.conversation(from: "15550107777")
            var said: [UInt8] = []
            for call in traffic.outbound(conversation, rounds: 11) {
                let answer = try await stage.agent.call(call.method, call.path, body: call.body)
                if !call.mayBeRefused { #expect(200..<300 ~= answer.status, "\(call.path): \(answer.text)") }
                said += answer.body + Array(answer.headers.fields.map { "\($0.name): \($0.value)\n" }.joined().utf8)
            }
            #expect(traffic.cards.all.count >= 500)
            #expect(traffic.cards.found(in: traffic.sent).count == traffic.cards.all.count, "the search finds what was sent")
            try await settle(stage, applied: bodies.count)
            try await check("API answers", said + answers(stage, conversation), traffic)
            check("webhooks", stage.desk.deliveries.flatMap { $0.payload.serialized() + [0x0A] }, traffic)
            try await check("the provider", stage.mock.ledger(all: true).flatMap { $0.json.serialized() + [0x0A] }, traffic)
            try check("data directory and logs, running", files(stage), traffic)
            let stored = Data(try files(stage))
            for identifier in traffic.identifiers {
                #expect(stored.range(of: Data(identifier.utf8)) != nil, "\(identifier) was changed")
            }
            #expect(try await stage.agent.metric("parley_redactions_total", #"kind="card""#) >= 500)
            stage.worker?.send(SIGTERM)
            await stage.worker?.ended()
            try check("data directory and logs, stopped", files(stage), traffic)
        }
    }

    private func settle(_ stage: Stage, applied: Int) async throws {
        try await eventually("jobs are left", within: .seconds(60)) {
            guard let answer = await stage.web.send("GET", "\(stage.settings.origin)/metrics") else { return false }
            let events = answer.text.split(separator: "\n").filter { $0.hasPrefix("parley_inbound_events_total") }
                .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
            return events >= applied
        }
        // The last event of all is delivered last to its own conversation; any other conversation is quiet by then.
        var count = -1
        try await eventually("webhooks keep coming", within: .seconds(60), every: .milliseconds(500)) {
            defer { count = stage.desk.deliveries.count }
            return count == stage.desk.deliveries.count
        }
    }

    /// What the API shows of everything that is stored.
    private func answers(_ stage: Stage, _ conversation: String) async throws -> [UInt8] {
        var shown: [UInt8] = []
        let conversations = Set(stage.desk.deliveries.compactMap(\.conversation)).union([conversation])
        for conversation in conversations {
            for message in try await stage.agent.messages(in: conversation) {
                shown += message.serialized()
                if let id = message["id"].string, message["author"]["type"].string == "business" {
                    shown += try await stage.agent.delivery(of: id).serialized()
                }
            }
        }
        let entries = try await stage.agent.journal("page%5Bsize%5D=100")
        for entry in entries {
            let id = try #require(entry["id"].string)
            shown += try await stage.agent.parley(get: "journal/\(id)").serialized()
        }
        return shown
    }

    private func files(_ stage: Stage) throws -> [UInt8] {
        // The mock's own log is the provider's side.
        try stage.writtenFiles().filter { $0.key != "mocks.log" }.values.reduce(into: []) { $0 += [UInt8]($1) }
    }

    private func check(_ place: String, _ bytes: [UInt8], _ traffic: CardTraffic) {
        #expect(bytes.count > 1000, "\(place)")
        let found = traffic.cards.found(in: bytes)
        #expect(found.isEmpty, "\(place) holds \(found.count), such as \(found.first.map { "\($0) (\(traffic.places[$0] ?? "?"))" } ?? "")")
    }
}
