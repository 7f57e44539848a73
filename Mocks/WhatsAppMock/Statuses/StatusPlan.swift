import Core

/// Which statuses a message gets, and when.
struct StatusPlan {
    struct Step: Hashable {
        var name: String
        var delay: Duration
        var hasPricing: Bool
    }

    var steps: [Step] = []

    /// - Parameter permutation: puts delays in another order; called with their number when the order is by chance.
    init(for message: AcceptedMessage, _ settings: Settings, permutation: (Int) -> [Int]) {
        func delay(_ name: String) -> Duration? { settings.statusDelays[name] }
        if message.failure != nil {
            // A failure is told even when other statuses are off: silence would hide it.
            steps = [Step(name: "failed", delay: delay("sent") ?? .milliseconds(20), hasPricing: false)]
            if settings.lateSentAfterFailed {
                steps.append(Step(name: "sent", delay: steps[0].delay + .milliseconds(200), hasPricing: false))
            }
            return
        }
        var names = ["sent"]
        if !message.isReaction { names += message.isVoice ? ["delivered", "read", "played"] : ["delivered", "read"] }
        steps = names.compactMap { name in delay(name).map { Step(name: name, delay: $0, hasPricing: name == "sent") } }
        // The price comes with `sent` and with one of delivered and read.
        if let second = steps.firstIndex(where: { $0.name == "delivered" || $0.name == "read" }) { steps[second].hasPricing = true }
        reorder(settings.statusOrder, permutation)
    }

    private mutating func reorder(_ order: Settings.StatusOrder, _ permutation: (Int) -> [Int]) {
        let delays = steps.map(\.delay)
        switch order {
        case .inOrder: break
        case .reversed: for index in steps.indices { steps[index].delay = delays[delays.count - 1 - index] }
        case .shuffled: for (index, place) in permutation(steps.count).enumerated() { steps[index].delay = delays[place] }
        }
    }
}
