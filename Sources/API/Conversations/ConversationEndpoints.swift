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
            "Changes display name and metadata; null clears, metadata is replaced as a whole.",
            update
        )
        .taking(.conversationUpdate).answering("conversation", .conversation),
        .get(
            "ListParticipants", root + "/{conversationId}/participants", "Lists who takes part: the user, with all clients.", participants
        )
        .asking(.page).answering(page: "participants", of: .participant),
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
        guard let conversation = try await call.read({ try $0.conversation(app: app, id) }) else {
            throw APIProblem.notFound(.conversation)
        }
        return Answer("conversation", conversation)
    }

    private static func update(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let change = try ConversationChange(try call.maskedBody())
        let app = call.app
        let now = call.context.clock.now()
        return try await call.write { store in
            guard var conversation = try store.conversation(app: app, id) else { throw APIProblem.notFound(.conversation) }
            change.apply(to: &conversation, now: now)
            try store.update(conversation)
            return Answer("conversation", conversation)
        }
    }

    private static func participants(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try Paging(query)
        let id = try call.id("conversationId", .conversation)
        let (app, directory) = (call.app, call.services.directory)
        let participant = try await call.read { store in
            guard let conversation = try store.conversation(app: app, id) else { throw APIProblem.notFound(.conversation) }
            let user = try store.user(app: app, conversation.userID)
            return Participant(conversation, user, clients: try store.clients(user: conversation.userID), directory)
        }
        let page = Page(of: [participant], paging, \.id)
        return Answer { json in
            json.array("participants") { json in for participant in page.elements { json.value(participant) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    private static func activity(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let activity = try PostedActivity(try call.body())
        let (app, context) = (call.app, call.context)
        let now = context.clock.now()
        return try await call.write { store in
            guard var conversation = try store.conversation(app: app, id) else { throw APIProblem.notFound(.conversation) }
            let user = try activity.user(in: conversation, app: app, store)
            guard activity.kind == .read else { return .empty }
            if user == nil {
                conversation.businessLastRead = now
                try store.update(conversation)
            }
            let payload = EventPayload.conversationRead(conversation, Activity(user: user, source: MessageSource(type: MessageSource.api)))
            try EventEmitter(context).emit(payload, app: app, conversation: id, store, now: now)
            return .empty
        }
    }
}

extension Participant {
    /// The user of a conversation. A personal conversation has one participant, so that the conversation's id names it.
    init(_ conversation: Conversation, _ user: User?, clients: [Client], _ directory: Directory) {
        let primary = clients.filter { $0.id == conversation.clientID }
        let others = clients.filter { $0.id != conversation.clientID }.sorted { $0.lastSeen > $1.lastSeen }
        self.init(
            id: conversation.id, userID: conversation.userID, userExternalID: user?.externalID,
            associations: (primary + others).map { client in
                Association(
                    clientID: client.id, type: ClientType(integrationType: directory.integrations[client.integrationID]?.type ?? ""))
            })
    }
}
