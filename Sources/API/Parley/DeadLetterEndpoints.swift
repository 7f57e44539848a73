import Core
import JSONKit
import Runtime
import Store
import Wire

/// What could not be done, until a person decides.
enum DeadLetterEndpoints {
    static let root = "/parley/v1/apps/{appId}/deadletters"

    static let all: [Endpoint] = [
        .get("ListDeadLetters", root, access: .appKey, "Lists dead letters, newest first.", list)
            .asking(.onwardPage, [.query("queue", .word(of: Queue.self), "Show only those of this queue.")])
            .answering(page: "deadletters", of: .deadLetter),
        .post(
            "ReplayDeadLetter", root + "/{deadLetterId}/replay", access: .appKey, body: .none, success: 202, "Tries a dead letter again.",
            replay
        )
        .answering("deadletter", .deadLetter),
        .post(
            "ReplayDeadLetters", root + "/replay", access: .appKey, body: .optional, success: 202,
            "Tries many dead letters again, chosen by queue, channel or webhook, and time.", replayMany
        )
        .taking(.deadLetterSelection).answering(.replayProgress),
        .delete("DropDeadLetter", root + "/{deadLetterId}", access: .appKey, "Drops a dead letter for good.", drop)
            .answeringNothing(),
    ]

    private static func list(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try FallingPaging(query)
        let queue = try queue(query.value("queue"))
        let app = call.app
        let letters = try await call.read { try $0.deadLetters(app: app, queue: queue, before: paging.after, limit: paging.size + 1) }
        return paging.answer("deadletters", letters.map { DeadLetterForm(letter: $0) }, \.letter.id, call, query)
    }

    private static func queue(_ text: String?) throws(APIProblem) -> Queue? {
        guard let text else { return nil }
        guard let queue = Queue(rawValue: text) else {
            throw .field("queue", "must be one of: \(Queue.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return queue
    }

    private static func replay(_ call: APICall) async throws -> Answer {
        let id = try call.id("deadLetterId", .deadletter)
        let (app, review) = (call.app, DeadLetterReview(call.context))
        return try await call.write { store in
            guard let letter = try review.replay(id, app: app, in: store) else { throw APIProblem.notFound(.deadletter) }
            return Answer("deadletter", DeadLetterForm(letter: letter))
        }
    }

    private static func replayMany(_ call: APICall) async throws -> Answer {
        let body = try call.optionalBody()
        let queue = try body?["queue"].word(Queue.allCases.map(\.rawValue)).flatMap { Queue(rawValue: $0) }
        let selection = try DeadLetterReview.Selection(
            queue: queue, group: body?["webhookId"].id() ?? body?["integrationId"].id(), from: body?["from"].time(), to: body?["to"].time())
        let after = try body?["after"].id()
        let (app, review) = (call.app, DeadLetterReview(call.context))
        return try await call.write { store in
            let progress = try review.replay(selection, before: after, app: app, in: store)
            return .progress(replayed: progress.replayed, next: progress.next)
        }
    }

    private static func drop(_ call: APICall) async throws -> Answer {
        let id = try call.id("deadLetterId", .deadletter)
        let (app, review) = (call.app, DeadLetterReview(call.context))
        return try await call.write { store in
            guard try review.drop(id, app: app, in: store) != nil else { throw APIProblem.notFound(.deadletter) }
            return .empty
        }
    }
}

/// A dead letter, as `/parley/v1` shows it.
struct DeadLetterForm: JSONWritable, Sendable {
    let letter: DeadLetter

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", letter.id)
            json.field("queue", letter.key.queue.rawValue)
            switch letter.key.queue {
            case .inbound:
                json.field("integrationId", letter.key.group)
                json.field("journalEntryId", letter.subject)
            case .outbound:
                json.field("integrationId", letter.key.group)
                json.field("conversationId", letter.key.lane)
                json.field("messageId", letter.subject)
            case .webhooks:
                json.field("webhookId", letter.key.group)
                json.field("eventId", letter.subject)
            case .absence:
                json.field("integrationId", letter.key.group)
                json.field("conversationId", letter.key.lane)
                json.field("messageId", letter.subject)
            case .media:
                json.field("integrationId", letter.key.group)
                json.field("mediaId", letter.subject)
            }
            json.field("attempts", letter.attempts)
            json.field("diedAt", letter.diedAt)
            json.field("reason", letter.reason)
        }
    }
}
