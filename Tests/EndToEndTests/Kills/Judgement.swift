import Core
import JSONKit

/// Compares what was taken with what the provider's ledger, the conversations, the delivery ledgers and the help desk show.
struct Judgement {
    let stage: Stage
    let load: Load
    /// When all must be at rest.
    let end: ContinuousClock.Instant

    func judge(_ report: inout CampaignReport) async throws {
        report.violations += load.problems
        try await waitForProvider(&report)
        let states = try await settledStates(&report)
        let conversations = try await conversations()
        checkMessages(conversations, &report)
        checkReplies(conversations, states, try await stage.mock.ledger(), &report)
        try await EventCheck(stage: stage, conversations: conversations, replies: load.replies, states: states, end: end).judge(&report)
    }

    /// All webhooks are answered 200.
    private func waitForProvider(_ report: inout CampaignReport) async throws {
        while try await stage.mock.pending() > 0 {
            guard ContinuousClock.now < end else {
                report.late += Int(try await stage.mock.pending())
                return report.violations.append("webhooks were still not answered 200")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The state of each reply's delivery, when none is on its way any more.
    private func settledStates(_ report: inout CampaignReport) async throws -> [String: String] {
        var states: [String: String] = [:]
        var open = load.replies.map(\.message)
        while true {
            for (message, state) in try await self.states(of: open) { states[message] = state }
            open = open.filter { ["queued", "sending", "sent", "delivered"].contains(states[$0] ?? "") }
            if open.isEmpty { return states }
            guard ContinuousClock.now < end else {
                report.late += open.count
                report.violations += open.map { "\($0) is still \(states[$0] ?? "")" }
                return states
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func states(of messages: [String]) async throws -> [(String, String)] {
        try await inParallel(messages) { message in
            (message, try await stage.agent.delivery(of: message)["state"].string ?? "missing")
        }
    }

    /// The messages of each conversation.
    private func conversations() async throws -> [String: [JSON]] {
        let lists = try await inParallel(Array(load.written.keys)) { ($0, try await stage.agent.messages(in: $0)) }
        return Dictionary(uniqueKeysWithValues: lists)
    }

    /// Every webhook answered 200 has its message in the conversation exactly once.
    private func checkMessages(_ conversations: [String: [JSON]], _ report: inout CampaignReport) {
        for (conversation, texts) in load.written {
            let counts = Self.counts(of: conversations[conversation] ?? [], by: "user")
            report.messages.all += texts.count
            for text in texts {
                let count = counts[text] ?? 0
                if count == 0 { report.messages.lost += 1 }
                if count > 1 { report.messages.doubled += 1 }
                if count != 1 { report.violations.append("\(text) is \(count) times in \(conversation)") }
            }
            for text in counts.keys where !texts.contains(text) { report.violations.append("\(text) came from nowhere") }
        }
    }

    private static func counts(of messages: [JSON], by author: String) -> [String: Int] {
        messages.filter { $0["author"]["type"].string == author }
            .reduce(into: [:]) { $0[$1["content"]["text"].string ?? "", default: 0] += 1 }
    }

    /// Every reply that was taken reached the provider exactly once, or is shown as unknown and reached it at most once.
    private func checkReplies(
        _ conversations: [String: [JSON]], _ states: [String: String], _ ledger: [Mock.Entry], _ report: inout CampaignReport
    ) {
        let posted = conversations.mapValues { Self.counts(of: $0, by: "business") }
        let taken = ledger.reduce(into: [String: Int]()) { $0[$1.text ?? "", default: 0] += 1 }
        report.replies.all = load.replies.count
        for reply in load.replies {
            if posted[reply.conversation]?[reply.text] != 1 { report.violations.append("\(reply.text) is not once in its conversation") }
            let (count, state) = (taken[reply.text] ?? 0, states[reply.message] ?? "missing")
            switch state {
            case "unknown":
                report.unknown += 1
                report.unknownTaken += count
            case "failed":
                report.failed += 1
                report.violations.append("\(reply.text) has failed")
            case "read": if count == 0 { report.replies.lost += 1 }
            default: report.violations.append("\(reply.text) is \(state)")
            }
            if count > 1 { report.replies.doubled += 1 }
            if count > 1 || (count == 0 && state != "unknown") {
                report.violations.append("\(reply.text) is \(count) times in the ledger, and \(state)")
            }
        }
        let known = Set(load.replies.map(\.text))
        for text in taken.keys where !known.contains(text) { report.violations.append("\(text) was sent and never taken") }
    }
}

/// Does the same for all, 16 at a time.
func inParallel<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ work: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: Result.self) { group in
        var results: [Result] = []
        for (place, element) in elements.enumerated() {
            if place >= 16, let result = try await group.next() { results.append(result) }
            group.addTask { try await work(element) }
        }
        for try await result in group { results.append(result) }
        return results
    }
}
