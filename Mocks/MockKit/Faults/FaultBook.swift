import Core
import JSONKit
internal import Synchronization

/// The fault rules of one mock. The first rule that applies to a request decides; for a webhook all that apply count. Safe from any thread.
package final class FaultBook: Sendable {
    /// The most rules at a time.
    package static let limit = 1000

    private struct Entry {
        let id: Int
        let rule: FaultRule
        var seen = 0
        var hits = 0
        var chances: SeededGenerator
    }

    private struct State {
        var entries: [Entry] = []
        var next = 1
    }

    private let state = Lock(State())
    /// So that requests pay nothing while there are no rules.
    private let count = Atomic<Int>(0)

    init() {}

    /// Adds rules behind those there are.
    /// - Returns: their ids.
    @discardableResult
    package func add(_ rules: [FaultRule]) throws(ControlProblem) -> [Int] {
        let ids: [Int]? = state.withLock { state in
            guard state.entries.count + rules.count <= Self.limit else { return nil }
            let ids = Array(state.next..<state.next + rules.count)
            state.next += rules.count
            state.entries += zip(ids, rules).map { Entry(id: $0, rule: $1, chances: SeededGenerator(seed: $1.match.seed)) }
            count.store(state.entries.count, ordering: .relaxed)
            return ids
        }
        guard let ids else { throw ControlProblem(409, "There are \(Self.limit) rules at most; delete some first.") }
        return ids
    }

    /// Removes all rules.
    package func removeAll() {
        state.withLock { state in
            state.entries = []
            count.store(0, ordering: .relaxed)
        }
    }

    /// The fault that a request meets.
    /// - Parameter recipient: its recipient in the provider's normal form.
    /// - Parameter mustName: only rules that name a part of the path count: for requests that nobody's rule means without saying so.
    /// - Parameter contains: whether the body holds a text.
    package func requestFault(
        path: String, recipient: @autoclosure () -> String?, mustName: Bool = false, contains: (String) -> Bool
    ) -> Fault? {
        guard count.load(ordering: .relaxed) > 0 else { return nil }
        let recipient = recipient()
        return state.withLock { state in
            for index in state.entries.indices where !state.entries[index].rule.fault.concernsWebhooks {
                if mustName, state.entries[index].rule.match.path == nil { continue }
                if Self.applies(&state.entries[index], path, recipient, contains) { return state.entries[index].rule.fault }
            }
            return nil
        }
    }

    /// The fault of `batch` that a webhook meets: how many go into one body; 1 for none.
    package func batchSize(label: String, recipient: String?) -> Int {
        var size = 1
        for case .batch(let wanted) in faults(label, recipient, where: { if case .batch = $0 { true } else { false } }) {
            size = max(size, wanted)
        }
        return size
    }

    func webhookFaults(label: String, recipient: String?) -> WebhookEffects {
        var effects = WebhookEffects()
        let found = faults(label, recipient) { if case .batch = $0 { false } else { $0.concernsWebhooks } }
        for fault in found { effects.add(fault) }
        return effects
    }

    private func faults(_ label: String, _ recipient: String?, where isWanted: (Fault) -> Bool) -> [Fault] {
        guard count.load(ordering: .relaxed) > 0 else { return [] }
        return state.withLock { state in
            var found: [Fault] = []
            for index in state.entries.indices where isWanted(state.entries[index].rule.fault) {
                if Self.applies(&state.entries[index], label, recipient, { _ in true }) { found.append(state.entries[index].rule.fault) }
            }
            return found
        }
    }

    private static func applies(_ entry: inout Entry, _ path: String, _ recipient: String?, _ contains: (String) -> Bool) -> Bool {
        let match = entry.rule.match
        if let times = entry.rule.times, entry.hits >= times { return false }
        if let part = match.path, !path.contains(part) { return false }
        if let wanted = match.recipient, recipient.map(plain) != plain(wanted) { return false }
        if let part = match.contains, !contains(part) { return false }
        entry.seen += 1
        if let nth = match.nth, entry.seen != nth { return false }
        if let every = match.every, entry.seen % every != 0 { return false }
        if let probability = match.probability, Double.random(in: 0..<1, using: &entry.chances) >= probability { return false }
        entry.hits += 1
        return true
    }

    private static func plain(_ recipient: String) -> Substring { recipient.hasPrefix("+") ? recipient.dropFirst() : recipient[...] }

    /// The rules as the control API shows them, with how often each matched and was played.
    package func page() -> [UInt8] {
        let entries = state.withLock { $0.entries }
        return JSONWriter.object { json in
            json.array("rules") { json in
                for entry in entries {
                    json.object { json in
                        json.field("id", entry.id)
                        json.field("kind", entry.rule.fault.kind)
                        json.field("seen", entry.seen)
                        json.field("hits", entry.hits)
                    }
                }
            }
        }
    }
}

extension WebhookEffects {
    mutating func add(_ fault: Fault) {
        switch fault {
        case .duplicate(let copies, let gap):
            self.copies = max(self.copies, copies)
            self.gap = max(self.gap, gap)
        case .reorder: isHeld = true
        case .delay(let time): delay += time
        case .signature(let signing): self.signing = signing
        case .batch, .status, .providerError, .hang, .dropAfterAccept, .dropBeforeAccept, .slow: break
        }
    }
}
