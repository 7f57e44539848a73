import Core
import JSONKit
import Runtime
import Store
import Wire

/// Conversations and who takes part in them.
enum ConversationEndpoints {
    static let root = "/v2/apps/{appId}/conversations"

    static let all: [Endpoint] = [
        .get("ListConversations", root, "Lists the conversations of a user, oldest first.", list)
            .asking(
                .page,
                [
                    .filter("userId", .id, "Whose conversations. This or filter[userExternalId] must be there."),
                    .filter("userExternalId", .text(1...1024, like: "customer-17"), "Whose conversations."),
                ]
            )
            .answering(page: "conversations", of: .conversation),
        .get("GetConversation", root + "/{conversationId}", "Shows a conversation.", get)
            .answering("conversation", .conversation),
        .patch(
            "UpdateConversation", root + "/{conversationId}",
            "Changes display name, description, icon and metadata; null clears, metadata is replaced as a whole.",
            update
        )
        .taking(.conversationUpdate).answering("conversation", .conversation),
        .post(
            "PostActivity", root + "/{conversationId}/activity", success: 200, "Tells that somebody types or has read the conversation.",
            activity
        )
        .taking(.activity, examples: Schema.activityExamples).answeringNothing(),
    ]

    private static func list(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try Paging(query)
        let filter = try ConversationFilter(query)
        let app = call.app
        let fetched = try await call.read { store in
            guard let user = try filter.user(app: app, store) else { throw APIProblem.notFound(.user) }
            return try store.conversations(user: user.id, page: paging.request)
        }
        let page = Page(fromStart: fetched, paging, \.id)
        return Answer(capacity: 256 + 384 * page.elements.count) { json in
            json.array("conversations") { json in for conversation in page.elements { json.value(conversation) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    private static func get(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let app = call.app
        return Answer("conversation", try await call.read { try $0.shownConversation(app: app, id) })
    }

    private static func update(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let change = try ConversationChange(try call.maskedBody())
        let app = call.app
        let now = call.context.clock.now()
        return try await call.write { store in
            var conversation = try store.shownConversation(app: app, id)
            change.apply(to: &conversation, now: now)
            try store.update(conversation)
            return Answer("conversation", conversation)
        }
    }

    private static func activity(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let activity = try PostedActivity(try call.body())
        let (app, context) = (call.app, call.context)
        let now = context.clock.now()
        let answer = try await call.write { store in
            var conversation = try store.shownConversation(app: app, id)
            let user = try activity.user(in: conversation, app: app, store)
            let told = Activity(user: user, source: MessageSource(type: MessageSource.api))
            let payload: EventPayload
            switch activity.kind {
            case .typingStart, .typingStop:
                payload = .conversationTyping(conversation, told, isTyping: activity.kind == .typingStart)
            case .read:
                if let user { try store.note(readBy: user, in: conversation, now: now) } else { conversation.businessLastRead = now }
                try store.update(conversation)
                payload = .conversationRead(conversation, told)
            }
            try EventEmitter(context).emit(payload, app: app, conversation: id, store, now: now)
            return .empty
        }
        if let shown = activity.shown { call.services.signals.start(shown, app: app, conversation: id) }
        return answer
    }
}

extension StoreReader {
    /// A conversation that callers may see.
    /// - Throws: `conversation_not_found`.
    func shownConversation(app: ID, _ id: ID) throws -> Conversation {
        guard let conversation = try conversation(app: app, id), conversation.kind != .invitation else {
            throw APIProblem.notFound(.conversation)
        }
        return conversation
    }
}

extension StoreTransaction {
    /// Notes how far a member of a group has read.
    fileprivate func note(readBy user: User, in conversation: Conversation, now: Instant) throws {
        guard var member = try members(conversation: conversation.id).first(where: { $0.userID == user.id }) else { return }
        member.lastRead = now
        try update(member)
    }
}
