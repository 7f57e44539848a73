import Core
import JSONKit
import MockKit

/// Customers who write and agents who answer, until the end. Every text occurs once.
final class Load: Sendable {
    /// A reply that the worker has taken (201).
    struct Reply: Sendable {
        let text: String
        let message: String
        let conversation: String
    }

    private struct State {
        var written: [String: [String]] = [:]
        var replies: [Reply] = []
        var problems: [String] = []
        var triedAgain = 0
        var isOver = false
    }

    private static let customers = 48
    private static let agents = 3

    private let stage: Stage
    private let seed: UInt64
    /// By customer.
    private let conversations: [(number: String, conversation: String)]
    private let state = Lock(State())

    private init(_ stage: Stage, seed: UInt64, _ conversations: [(number: String, conversation: String)]) {
        self.stage = stage
        self.seed = seed
        self.conversations = conversations
        for (_, conversation) in conversations { state.withLock { $0.written[conversation] = ["Hello"] } }
    }

    /// Every customer writes once, so that each has a conversation.
    static func prepare(on stage: Stage, seed: UInt64) async throws -> Load {
        var conversations: [(String, String)] = []
        for place in 0..<customers {
            let number = "1555010\(1000 + place)"
            conversations.append((number, try await stage.conversation(from: number)))
        }
        return Load(stage, seed: seed, conversations)
    }

    /// The texts that customers wrote, by conversation.
    var written: [String: [String]] { state.withLock { $0.written } }
    /// The replies that were taken.
    var replies: [Reply] { state.withLock { $0.replies } }
    /// What went wrong with the load itself.
    var problems: [String] { state.withLock { $0.problems } }

    /// Posts that had no answer, or one that asks to try again.
    var triedAgain: Int { state.withLock { $0.triedAgain } }

    /// Asks for the end: what is under way is finished.
    func end() { state.withLock { $0.isOver = true } }

    private var isOver: Bool { state.withLock { $0.isOver } }

    /// Returns some time after `end`.
    func run() async {
        await withTaskGroup { group in
            group.addTask { await self.writing() }
            for agent in 0..<Self.agents { group.addTask { await self.answering(agent) } }
        }
    }

    private func writing() async {
        var random = SeededGenerator(seed: seed &+ 1)
        var count = 0
        while !isOver {
            count += 1
            let (number, conversation) = conversations[Int.random(in: 0..<conversations.count, using: &random)]
            let text = "in \(count.inLetters)\(count % 5 == 0 ? " Grüße 안녕" : "")"
            let isBatch = count % 8 == 0
            let body = JSONWriter.object { json in
                json.field("from", number)
                json.field("text", text)
                if isBatch {
                    json.field("count", 3)
                    json.field("batch", true)
                }
            }
            do {
                try await stage.mock.inbound(body)
                let texts = isBatch ? (1...3).map { "\(text) \($0)" } : [text]
                state.withLock { $0.written[conversation, default: []] += texts }
            } catch {
                state.withLock { $0.problems.append("a customer could not write: \(error)") }
            }
            try? await Task.sleep(for: .milliseconds(15))
        }
    }

    private func answering(_ agent: Int) async {
        var random = SeededGenerator(seed: seed &+ 100 &+ UInt64(agent))
        var count = 0
        while !isOver {
            count += 1
            let (_, conversation) = conversations[Int.random(in: 0..<conversations.count, using: &random)]
            await answer("out \(agent.inLetters) \(count.inLetters)", in: conversation)
            try? await Task.sleep(for: .milliseconds(25))
        }
    }

    /// Posts until it is taken, always with the same key.
    private func answer(_ text: String, in conversation: String) async {
        let key = text.split(separator: " ").joined(separator: "-")
        for _ in 0..<5000 {
            let answer = await stage.agent.tryPost(text, in: conversation, key: key)
            if let answer, answer.status == 201, let message = answer.json["messages"][0]["id"].string {
                return state.withLock { $0.replies.append(Reply(text: text, message: message, conversation: conversation)) }
            }
            if let answer, answer.status < 500 {
                return state.withLock { $0.problems.append("\(text) was answered \(answer.status): \(answer.text)") }
            }
            state.withLock { $0.triedAgain += 1 }
            try? await Task.sleep(for: .milliseconds(10))
        }
        state.withLock { $0.problems.append("\(text) was never taken") }
    }
}
