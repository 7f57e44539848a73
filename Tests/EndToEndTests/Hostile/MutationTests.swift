import Core
import JSONKit
import MockKit
import Testing

extension EndToEnd.Hostile {
    @Test("2,000 damaged webhooks, rightly signed, are all answered 200 and never end the worker (invariants 1, 4)")
    func damaged() async throws {
        let seed = UInt64(Campaign.number("PARLEY_SEED", default: 20_261_121))
        let count = Campaign.number("PARLEY_DAMAGED", default: 2000)
        try await Stage.play { stage in
            let process = try #require(stage.worker?.identifier)
            for kind in ["text", "image", "location", "contacts", "order", "list_reply", "reaction", "edit", "system", "unsupported"] {
                try await stage.mock.inbound(Array(#"{"from":"15550107777","kind":"\#(kind)"}"#.utf8))
            }
            try await eventually("webhooks are pending") { try await stage.mock.pending() == 0 }
            let samples = try await stage.mock.webhooks().map { Array($0.body.utf8) }
            let statuses = try await inParallel(Array(0..<count)) { number in
                var random = SeededGenerator(seed: seed &+ UInt64(number))
                let body = Self.damage(samples[number % samples.count], &random)
                return (number, await stage.webhook(body)?.status)
            }
            for (number, status) in statuses where status != 200 {
                Issue.record("number \(number) of seed \(seed) was answered \(status.map { "\($0)" } ?? "by nothing")")
            }
            try await eventually("jobs are left", within: .seconds(60)) {
                try await stage.agent.metric("parley_jobs_in_memory", #""inbound""#) == 0
            }
            #expect(stage.worker?.ending == nil && stage.worker?.identifier == process)
            _ = try await stage.conversation(from: "15550108888")
        }
    }

    /// Changes, takes away, repeats or cuts off some bytes.
    private static func damage(_ body: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var body = body
        for _ in 0..<Int.random(in: 1...6, using: &random) where !body.isEmpty {
            let place = Int.random(in: 0..<body.count, using: &random)
            let end = min(body.count, place + Int.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: body[place] = UInt8.random(in: 0...255, using: &random)
            case 1: body.removeSubrange(place..<end)
            case 2: body.insert(contentsOf: body[place..<end], at: place)
            case 3: body.insert(contentsOf: Array(#"{"a":[null,-0,1e400,"\u0000"]}"#.utf8), at: place)
            case 4: body[place] = Array("{}[]\",:0\\ ".utf8).randomElement(using: &random) ?? 0
            default: if Int.random(in: 0..<4, using: &random) == 0 { body.removeSubrange(place...) }
            }
        }
        return body
    }
}
