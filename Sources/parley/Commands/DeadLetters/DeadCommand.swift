import Core
import JSONKit
import Store

/// `parley dead`: what could not be done, until a person decides.
enum DeadCommand: OperatorCommand {
    static let name = "dead"
    static let summary = "List what could not be done, try it again, or drop it."
    static let synopsis = "[replay [ID] | drop ID] [options]"
    static let ownHelp = """
          parley dead            lists dead letters, newest first
          parley dead replay ID  tries one again
          parley dead replay --from TIME …  tries again all that the options name
          parley dead drop ID    drops one for good

        \(ReplayRange.help)
        \(ListPart.help)
        """
    static let ownOptions: Set<String> = ListPart.options.union(ReplayRange.options)

    enum Order: Sendable {
        case list(query: [(String, String)])
        case replay(ID)
        case replayAll(ReplayRange)
        case drop(ID)
    }

    static func order(_ arguments: Arguments) throws(Arguments.Problem) -> Order {
        switch arguments.words.first {
        case nil:
            try arguments.allowOnly(ListPart.options.union(["queue"]), with: "dead")
            let queue = try arguments.choice("queue", Queue.allCases)
            return .list(query: (queue.map { [("queue", $0.rawValue)] } ?? []) + (try ListPart(arguments)).query)
        case "replay":
            if arguments.words.count == 1, let range = try ReplayRange(arguments) {
                try arguments.allowOnly(ReplayRange.options, with: "replay")
                return .replayAll(range)
            }
            try arguments.allowOnly([], with: "replay")
            return .replay(try arguments.lastWordID(1, of: "dead letter"))
        case "drop":
            try arguments.allowOnly([], with: "drop")
            return .drop(try arguments.lastWordID(1, of: "dead letter"))
        case let word?: throw Arguments.Problem(text: "'\(PlainText.line(word))' is not understood; replay ID and drop ID are")
        }
    }

    static func carryOut(_ order: Order, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode {
        switch order {
        case .list(let query):
            let answer = try await worker.call("GET", worker.own + "/deadletters", query: query)
            console.show(answer) { list(answer) }
        case .replay(let id):
            let answer = try await replay(id, worker)
            console.show(answer) { [replayed(answer.root["deadletter"])] }
        case .replayAll(let range):
            let (count, answer) = try await range.replay(worker, worker.own + "/deadletters/replay")
            console.show(answer) { ["\(count) dead letter(s) wait again."] }
        case .drop(let id):
            let answer = try await worker.call("DELETE", worker.own + "/deadletters/\(id)")
            console.show(answer) { ["Dead letter \(id) is dropped."] }
        }
        return .ok
    }

    /// Asks the worker to try a dead letter again.
    static func replay(_ id: ID, _ worker: WorkerClient) async throws(WorkerProblem) -> WorkerAnswer {
        try await worker.call("POST", worker.own + "/deadletters/\(id)/replay")
    }

    static func replayed(_ letter: JSON) -> String {
        "Dead letter \(PlainText.cell(letter["id"])) waits in the queue \(PlainText.cell(letter["queue"])) again."
    }

    static func list(_ answer: WorkerAnswer) -> [String] {
        let rows = answer.root["deadletters"].array.map { letter in
            [
                PlainText.time(letter["diedAt"]), PlainText.cell(letter["id"]), PlainText.cell(letter["queue"]), origin(letter),
                subject(letter), PlainText.cell(letter["attempts"]), PlainText.cell(letter["reason"]),
            ]
        }
        guard !rows.isEmpty else { return ["No dead letters."] }
        return Table(["DIED", "ID", "QUEUE", "OF", "ABOUT", "ATTEMPTS", "REASON"], rows).lines + ListPart.more(answer)
    }

    private static func origin(_ letter: JSON) -> String {
        letter["webhookId"].exists
            ? "webhook \(PlainText.cell(letter["webhookId"]))" : "integration \(PlainText.cell(letter["integrationId"]))"
    }

    private static func subject(_ letter: JSON) -> String {
        for (key, noun) in [("messageId", "message"), ("journalEntryId", "journal entry"), ("eventId", "event")] where letter[key].exists {
            return "\(noun) \(PlainText.cell(letter[key]))"
        }
        return "-"
    }
}
