import Core
import Runtime
import Store

/// Deleting messages.
enum MessageRemovalEndpoints {
    static let all: [Endpoint] = [
        .delete("DeleteAllMessages", MessageEndpoints.root, "Deletes all messages of a conversation; the conversation stays.", deleteAll)
            .answeringNothing(),
        .delete("DeleteMessage", MessageEndpoints.root + "/{messageId}", "Deletes a message with everything that is known of it.", delete)
            .answeringNothing(),
    ]

    private static func deleteAll(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let (app, removals) = (call.app, Removals(call.context))
        let removal = try await call.context.store.write { store in
            _ = try store.shownConversation(app: app, id)
            return try removals.begin(messagesOf: id, app: app, in: store)
        }
        try await removals.finish(removal)
        return .empty
    }

    private static func delete(_ call: APICall) async throws -> Answer {
        let conversation = try call.id("conversationId", .conversation)
        let id = try call.id("messageId", .message)
        let (app, removals) = (call.app, Removals(call.context))
        try await call.context.store.write { store in
            _ = try store.shownConversation(app: app, conversation)
            guard try removals.remove(message: id, of: conversation, app: app, in: store) else { throw APIProblem.notFound(.message) }
        }
        return .empty
    }
}
