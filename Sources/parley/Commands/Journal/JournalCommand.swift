import Core
import JSONKit
import Store

/// `parley journal`: what came in, as it came in.
enum JournalCommand: OperatorCommand {
    static let name = "journal"
    static let summary = "List what came in, show an entry, read it again."
    static let synopsis = "[show ID | replay ID] [options]"
    static let ownHelp = """
          parley journal            lists entries, newest first
          parley journal show ID    shows an entry with its events and its masked payload
          parley journal replay ID  reads an entry again; what was applied before changes nothing

          --integration ID        only of this integration
          --external-id TEXT      only the one that holds the provider's event of this id
          --verdict WORD          accepted or quarantined
        \(ListPart.help)
        """
    static let ownOptions: Set<String> = ListPart.options.union(["integration", "external-id", "verdict"])

    enum Order: Sendable {
        case list(query: [(String, String)])
        case show(ID)
        case replay(ID)
    }

    static func order(_ arguments: Arguments) throws(Arguments.Problem) -> Order {
        switch arguments.words.first {
        case nil: return .list(query: try query(arguments))
        case "show":
            try arguments.allowOnly([], with: "show")
            return .show(try arguments.lastWordID(1, of: "journal entry"))
        case "replay":
            try arguments.allowOnly([], with: "replay")
            return .replay(try arguments.lastWordID(1, of: "journal entry"))
        case let word?: throw Arguments.Problem(text: "'\(PlainText.line(word))' is not understood; show ID and replay ID are")
        }
    }

    private static func query(_ arguments: Arguments) throws(Arguments.Problem) -> [(String, String)] {
        var query: [(String, String)] = []
        if let id = try arguments.id("integration") { query.append(("integrationId", "\(id)")) }
        if let id = try arguments.text("external-id") { query.append(("externalId", id)) }
        let verdicts: [JournalEntry.Verdict] = [.accepted, .quarantined]
        if let verdict = try arguments.choice("verdict", verdicts) { query.append(("verdict", verdict.rawValue)) }
        return query + (try ListPart(arguments)).query
    }

    static func carryOut(_ order: Order, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode {
        switch order {
        case .list(let query):
            let answer = try await worker.call("GET", worker.own + "/journal", query: query)
            console.show(answer) { JournalText.list(answer) }
        case .show(let id):
            let answer = try await worker.call("GET", worker.own + "/journal/\(id)")
            console.show(answer) { JournalText.entry(answer.root["entry"]) }
        case .replay(let id):
            let answer = try await replay(id, worker)
            console.show(answer) { [JournalText.replayed(id)] }
        }
        return .ok
    }

    /// Asks the worker to read an entry again.
    static func replay(_ id: ID, _ worker: WorkerClient) async throws(WorkerProblem) -> WorkerAnswer {
        try await worker.call("POST", worker.own + "/journal/\(id)/replay")
    }
}
