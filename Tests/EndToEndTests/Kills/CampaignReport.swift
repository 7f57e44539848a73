import Glibc

/// What a campaign counted. `violations` is what must be empty.
struct CampaignReport: Sendable, CustomStringConvertible {
    let campaign: Campaign
    var kills = 0
    /// How often each named place ended the worker.
    var points: [String: Int] = [:]
    var messages = Tally()
    var replies = Tally()
    /// Replies whose outcome nobody knows, as the delivery ledger shows.
    var unknown = 0
    /// Those of them that the provider took.
    var unknownTaken = 0
    var failed = 0
    /// What was not at rest in time.
    var late = 0
    var events = 0
    /// Deliveries of events that the help desk had already.
    var repeated = 0
    var drain: Duration = .zero
    /// What breaks a promise, in sentences.
    var violations: [String] = []

    struct Tally: Sendable {
        var all = 0
        var lost = 0
        var doubled = 0
    }

    init(campaign: Campaign) { self.campaign = campaign }

    mutating func ended(_ ending: ChildProcess.Ending?, _ point: String?) {
        guard ending == .signal(SIGKILL) else {
            return violations.append("the worker ended by itself\(point.map { " before \($0)" } ?? ""): \(String(describing: ending))")
        }
        kills += 1
        if let point { points[point, default: 0] += 1 }
    }

    var description: String {
        let hits = points.isEmpty ? "" : ", " + Campaign.points.map { "\($0) \(points[$0] ?? 0)" }.joined(separator: " ")
        return """
            \(campaign.name): seed \(campaign.seed), kills \(kills)\(hits); messages \(messages.all) (lost \(messages.lost), \
            doubled \(messages.doubled)); replies \(replies.all) (lost \(replies.lost), doubled \(replies.doubled), unknown \(unknown), \
            of which taken \(unknownTaken), failed \(failed)); events \(events) (repeated \(repeated)); late \(late); \
            at rest after \(drain); violations \(violations.count)
            \(violations.prefix(20).joined(separator: "\n"))
            """
    }
}
