import Core
import JSONKit

/// `parley replay`: another try for whatever has the id.
enum ReplayCommand: OperatorCommand {
    static let name = "replay"
    static let summary = "Try a dead letter or a journal entry again, or many dead letters."
    static let synopsis = "ID | --from TIME … [options]"
    static let ownHelp = """
        ID is that of a dead letter or of a journal entry, whichever there is. Without one, all dead letters that the options name:

        \(ReplayRange.help)

        """
    static let ownOptions = ReplayRange.options

    enum Order: Hashable, Sendable {
        case one(ID)
        case all(ReplayRange)
    }

    static func order(_ arguments: Arguments) throws(Arguments.Problem) -> Order {
        if arguments.words.isEmpty, let range = try ReplayRange(arguments) { return .all(range) }
        try arguments.allowOnly([], with: "ID")
        return .one(try arguments.lastWordID(0, of: "dead letter or journal entry"))
    }

    static func carryOut(_ order: Order, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode {
        switch order {
        case .one(let id): return try await replay(id, worker, console)
        case .all(let range): return try await DeadCommand.carryOut(.replayAll(range), worker, console)
        }
    }

    private static func replay(_ id: ID, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode {
        do throws(WorkerProblem) {
            let answer = try await DeadCommand.replay(id, worker)
            console.show(answer) { [DeadCommand.replayed(answer.root["deadletter"])] }
            return .ok
        } catch {
            guard error.code == "deadletter_not_found" else { throw error }
        }
        do throws(WorkerProblem) {
            let answer = try await JournalCommand.replay(id, worker)
            console.show(answer) { [JournalText.replayed(id)] }
            return .ok
        } catch {
            guard error.code == "journal_not_found" else { throw error }
            throw WorkerProblem("there is neither a dead letter nor a journal entry \(id) in the app \(worker.app)", code: error.code)
        }
    }
}
