import Core
import JSONKit
import Testing

/// A worker that asks for its messages, killed again and again while customers write.
struct InboundKills: Sendable {
    private static let customers = 24

    /// What the worker does meanwhile: `polling`.
    let name: String
    let stage: Stage
    let seed: UInt64
    let kills: Int
    /// A customer, by number, writes a text.
    let write: @Sendable (_ text: String, _ customer: Int) async throws -> Void

    /// Every text must stand in a conversation once, and nothing else.
    func run() async throws {
        await stage.worker?.end()
        let isOver = Lock(false)
        async let written = writing(until: isOver)
        try await die()
        try await stage.ready(try stage.start())
        isOver.withLock { $0 = true }
        // What waits is taken in its order: when the last is here, nothing is left.
        let last = "the end"
        let texts = try await written + [last]
        try await write(last, 0)
        _ = try await eventually("messages are left", within: .seconds(60)) {
            stage.desk.deliveries.contains { $0.payload["message"]["content"]["text"].string == last } ? true : nil
        }
        judge(texts, try await stage.textCounts(expecting: texts.count))
    }

    private func die() async throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<kills {
            let child = try stage.start()
            // One life in eight ends while it still starts.
            if Int.random(in: 0..<8, using: &random) > 0 { try await stage.ready(child) }
            try await Task.sleep(for: .milliseconds(Int64.random(in: 0...250, using: &random)))
            await child.end()
        }
    }

    private func writing(until isOver: Lock<Bool>) async throws -> [String] {
        var random = SeededGenerator(seed: seed &+ 1)
        var texts: [String] = []
        while !isOver.withLock({ $0 }) {
            let text = "in \(texts.count.inLetters)"
            try await write(text, Int.random(in: 0..<Self.customers, using: &random))
            texts.append(text)
            try await Task.sleep(for: .milliseconds(10))
        }
        return texts
    }

    private func judge(_ texts: [String], _ counts: [String: Int]) {
        let lost = texts.filter { counts[$0] == nil }
        let doubled = texts.filter { counts[$0] ?? 0 > 1 }
        let strangers = counts.keys.filter { !texts.contains($0) }
        let place = "kill -9 while \(name): seed \(seed), kills \(kills)"
        print("\(place), messages \(texts.count), lost \(lost.count), doubled \(doubled.count)")
        #expect(lost.isEmpty && doubled.isEmpty, "\(place): lost \(lost.prefix(9)), doubled \(doubled.prefix(9))")
        #expect(strangers.isEmpty, "\(place): these came from nowhere: \(strangers.prefix(9))")
        #expect(texts.count > kills, "\(place): there was no load")
    }
}
