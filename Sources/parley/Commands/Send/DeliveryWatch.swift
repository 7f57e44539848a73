import Core
import JSONKit

/// Follows the delivery of a message until it has come far enough, has failed, or took too long.
struct DeliveryWatch: Hashable, Sendable {
    private static let interval: Duration = .milliseconds(500)

    /// `sent`, `delivered` or `read`.
    let goal: DeliveryState
    let timeout: Duration

    /// Prints each new state as it is seen, then the end.
    func follow(_ id: ID, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode {
        let end = console.clock.now() + timeout
        var shown: DeliveryState?
        while true {
            let answer = try await worker.call("GET", worker.own + "/messages/\(id)/delivery")
            let delivery = answer.root["delivery"]
            guard let state = delivery["state"].string.flatMap({ DeliveryState(rawValue: $0) }) else {
                throw WorkerProblem("the worker's answer has no state that is known here; is it of another version?")
            }
            if state != shown, !console.wantsJSON { console.print("\(PlainText.time(console.clock.now()))  \(state.rawValue)") }
            shown = state
            let isOver = console.clock.now() >= end
            if let code = Self.code(state, goal: goal, isOver: isOver) {
                if console.wantsJSON { console.print(answer.text) }
                if code != .ok { DeliveryText.end(id, state, delivery).forEach { console.complain($0) } }
                return code
            }
            let next = min(console.clock.now() + Self.interval, end)
            guard (try? await console.clock.sleep(until: next)) != nil else { throw WorkerProblem("the wait was cancelled") }
        }
    }

    /// What a state means for the command; nil to go on waiting.
    private static func code(_ state: DeliveryState, goal: DeliveryState, isOver: Bool) -> ExitCode? {
        if state == .failed { return .failed }
        if progress(state) >= progress(goal) { return .ok }
        return isOver ? .failed : nil
    }

    private static func progress(_ state: DeliveryState) -> Int {
        switch state {
        case .queued, .sending, .unknown, .failed: 0
        case .sent: 1
        case .delivered: 2
        case .read: 3
        }
    }
}

/// The end of a delivery in plain words.
enum DeliveryText {
    /// - Parameter delivery: the delivery of an answer.
    static func end(_ id: ID, _ state: DeliveryState, _ delivery: JSON) -> [String] {
        let failure = delivery["failure"]
        if state == .failed { return ["Message \(id) failed: \(title(failure))."] + explanation(failure) }
        let head = "Message \(id) is \(state.rawValue), the time to wait is over. The delivery goes on without this command."
        // What holds it up stands with the message, or else with the last call that was made for it.
        guard let reason = [failure, lastTry(delivery)].first(where: { $0.kind == .object }) else { return [head] }
        return [head, "The last try: \(title(reason))."] + explanation(reason)
    }

    private static func lastTry(_ delivery: JSON) -> JSON {
        delivery["parts"].array.flatMap { Array($0["attempts"].array) }.last?["failure"] ?? .missing
    }

    private static func title(_ failure: JSON) -> String { "\(PlainText.cell(failure["title"])) (\(PlainText.cell(failure["code"])))" }

    private static func explanation(_ failure: JSON) -> [String] {
        let provider = failure["provider"]
        let said = ["code", "message", "details"].map { PlainText.cell(provider[$0]) }.filter { $0 != "-" }
        let pairs = [
            ("  what it means", PlainText.cell(failure["detail"])), ("  who can act", PlainText.cell(failure["actor"])),
            ("  next step", PlainText.cell(failure["nextStep"])),
        ]
        return Table(pairs + (said.isEmpty ? [] : [("  provider said", said.joined(separator: " "))])).lines
    }
}
