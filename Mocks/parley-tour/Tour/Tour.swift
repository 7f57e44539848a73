import Core
import JSONKit

/// The conversation that is played, step by step. Each step has a deadline.
struct Tour: Sendable {
    let sandbox: Sandbox
    let transcript: Transcript

    init(_ sandbox: Sandbox, _ transcript: Transcript) {
        self.sandbox = sandbox
        self.transcript = transcript
    }

    /// Plays all of it.
    /// - Returns: what to open or try next.
    /// - Throws: what did not happen as it should.
    func play() async throws -> String {
        let begin = ContinuousClock.now
        transcript.text("Parley: one conversation on WhatsApp, with mock providers, on this machine.\n")
        try await start()
        let conversation = try await customerWrites()
        let message = try await agentReplies(in: conversation)
        let (late, failed) = try await replyComesTooLate()
        try await ledgers(message, failed)
        try await windows(conversation, late)
        let seconds = (ContinuousClock.now - begin).milliseconds
        transcript.note("All as it should be, in \(seconds / 1000).\(seconds % 1000 / 100) s.")
        return NextSteps(sandbox: sandbox, conversation: conversation, message: message).text
    }

    /// Waits for an event at the help desk.
    func event(_ what: String, _ type: String, where wanted: (JSON) -> Bool = { _ in true }) async throws -> JSON {
        var found: HelpDesk.Event?
        try await sandbox.eventually("the help desk was not told that \(what)") {
            if let reason = sandbox.desk.refused { throw TourProblem("the help desk refused a webhook: \(reason)") }
            found = sandbox.desk.event { $0.type == type && wanted($0.payload) }
            return found != nil
        }
        return found?.payload ?? .missing
    }
}
