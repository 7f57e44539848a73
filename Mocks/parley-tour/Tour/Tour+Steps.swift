import Core
import JSONKit

extension Tour {
    func start() async throws {
        transcript.heading("Start")
        try await sandbox.startMocks()
        transcript.line(.whatsapp, "a mock of the Cloud API, at \(sandbox.settings.mocksURL)/graph")
        try await sandbox.startWorker()
        transcript.line(.parley, "the worker, at \(sandbox.settings.workerURL), with SQLite in \(sandbox.settings.folder)")
        transcript.line(.desk, "takes webhooks at \(sandbox.settings.deskURL)")
        try await sandbox.connectWhatsApp()
        transcript.line(.whatsapp, .parley, "checks the callback address with the verify token: right")
        try await transcript.pause()
    }

    /// Returns the conversation's id.
    func customerWrites() async throws -> String {
        transcript.heading("1. A customer writes")
        let text = "Hello! My order 1042 has not arrived."
        transcript.line(.customer, .whatsapp, "\(Customer.mara.name): \"\(text)\"")
        try await sandbox.write(Customer.mara.writes(text))
        let payload = try await event("a customer wrote", "conversation:message") { $0["message"]["content"]["text"].string == text }
        transcript.line(.whatsapp, .parley, "signed webhook; stored, then answered 200")
        transcript.line(.parley, .desk, "conversation:message, signature verified")
        guard let conversation = payload["conversation"]["id"].string else { throw TourProblem("the event names no conversation") }
        transcript.detail("conversation \(conversation), from \(payload["message"]["author"]["displayName"].string ?? "nobody")")
        try await transcript.pause()
        return conversation
    }

    /// Returns the message's id.
    func agentReplies(in conversation: String) async throws -> String {
        transcript.heading("2. An agent replies")
        let text = "Sorry to hear that, Mara. It leaves today."
        let reply = try await sandbox.reply(text, in: conversation)
        transcript.line(.agent, .parley, "POST messages: \"\(text)\"")
        transcript.detail("201, Parley-Delivery: \(reply.delivery)")
        guard reply.delivery == "queued" else { throw TourProblem("the reply should be queued, and is \(reply.delivery)") }
        let isOurs = { (payload: JSON) in payload["message"]["id"].string == reply.message }
        _ = try await event("WhatsApp took the reply", "conversation:message:delivery:channel", where: isOurs)
        transcript.line(.parley, .whatsapp, "the message, after its intent was stored")
        transcript.line(.parley, .desk, "sent: WhatsApp took it (conversation:message:delivery:channel)")
        _ = try await event("the reply was delivered", "conversation:message:delivery:user", where: isOurs)
        transcript.line(.parley, .desk, "delivered: it is on the telephone (conversation:message:delivery:user)")
        _ = try await event("the reply was read", "conversation:read") { $0["conversation"]["id"].string == conversation }
        transcript.line(.parley, .desk, "read (conversation:read)")
        try await transcript.pause()
        return reply.message
    }

    /// Returns the conversation's and the message's id.
    func replyComesTooLate() async throws -> (conversation: String, message: String) {
        transcript.heading("3. A reply that comes too late")
        let text = "Is the shop open on Sunday?"
        try await sandbox.write(Customer.jonas.writes(text, at: WallClock.system.now() - .hours(25)))
        let payload = try await event("a second customer wrote", "conversation:message") { $0["message"]["content"]["text"].string == text }
        transcript.line(.customer, .whatsapp, "\(Customer.jonas.name), 25 hours ago: \"\(text)\"")
        guard let conversation = payload["conversation"]["id"].string else { throw TourProblem("the event names no conversation") }
        let reply = try await sandbox.reply("Yes, from ten to four.", in: conversation)
        transcript.line(.agent, .parley, "POST messages: \"Yes, from ten to four.\"")
        transcript.detail("201, Parley-Delivery: \(reply.delivery), Parley-Failure: \(reply.failure ?? "none")")
        guard reply.failure == "outside_window" else { throw TourProblem("the reply should fail with outside_window") }
        let failed = try await event("the second reply failed", "conversation:message:delivery:failure") {
            $0["message"]["id"].string == reply.message
        }
        transcript.line(.parley, .desk, "failed: \(failed["error"]["code"].string ?? "")")
        transcript.detail(failed["error"]["message"].string ?? "")
        transcript.detail("Next: \(failed["error"]["nextStep"].string ?? "")")
        guard try await sandbox.taken(for: .jonas) == 0 else { throw TourProblem("WhatsApp was called, although the window is closed") }
        transcript.detail("WhatsApp was not called.")
        try await transcript.pause()
        return (conversation, reply.message)
    }
}
