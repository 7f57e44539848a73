import Core
import JSONKit
import Runtime
import Store
import Wire

/// Proactive messages by telephone number ("Sunshine Conversations v1.1, notifications").
enum NotificationEndpoints {
    static let all: [Endpoint] = [
        .post(
            "PostNotification", "/v1.1/apps/{appId}/notifications", success: 201,
            "Writes to a telephone number: user and conversation are found or made. Outside of the channel's window only a template can go.",
            post
        )
        .taking(.notificationPost, examples: Schema.notificationExamples)
        .answering(.object([.required("notification", .object([.required("_id", .id)]))]), headers: Schema.deliveryHeaders)
    ]

    private static func post(_ call: APICall) async throws -> Answer {
        let request = try NotificationPost(try call.body())
        let (app, addressee, drafts) = (call.app, request.addressee, request.drafts)
        let once = try IdempotentCall(call)
        return try await call.services.posting.notify(drafts, addressee, app: app) { store, notify in
            guard let once else { return try answer(try notify()) }
            return try once.run(store) { try answer(try notify()) }
        }
    }

    /// The message that is the notification: of several, the one with the template.
    private static func answer(_ result: Posting.NotificationResult) throws(APIProblem) -> Answer {
        switch result {
        case .integrationNotFound: throw .notFound(.integration)
        case .notByPhone:
            throw .field("destination.integrationId", "must be a channel whose customers have telephone numbers, such as whatsapp")
        case .posted(let results):
            let messages = try results.map { result throws(APIProblem) in try MessageEndpoints.message(of: result) }
            guard let message = messages.first(where: \.isTemplate) ?? messages.first else { throw .field("message", "is empty") }
            return Answer(headers: MessageEndpoints.deliveryHeaders(results)) { json in
                json.object("notification") { $0.field("_id", message.id) }
            }
        }
    }
}

extension MessageRecord {
    /// Whether the customer gets a template.
    fileprivate var isTemplate: Bool {
        instructions.flatMap { try? SendInstructions(stored: $0) }?.template != nil
    }
}
