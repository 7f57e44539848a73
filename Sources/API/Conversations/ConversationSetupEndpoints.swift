import Core
import Runtime
import Store
import Wire

/// Making and deleting conversations.
enum ConversationSetupEndpoints {
    static let all: [Endpoint] = [
        .post(
            "CreateConversation", ConversationEndpoints.root, success: 201,
            "Makes a conversation with one user, or a group; replies go by the user's latest channel.", create
        )
        .taking(.conversationCreation, examples: Schema.conversationCreationExamples).answering("conversation", .conversation),
        .delete(
            "DeleteConversation", ConversationEndpoints.root + "/{conversationId}",
            "Deletes a conversation with its messages. A user's default conversation goes only with the user.", delete
        )
        .answeringNothing(),
    ]

    private static func create(_ call: APICall) async throws -> Answer {
        let creation = try ConversationCreation(try call.maskedBody())
        let (app, beginning) = (call.app, ConversationBeginning(call.context))
        return try await call.write { store in
            let users = try creation.participants.map { try $0.user(app: app, store) }
            guard Set(users.map(\.id)).count == users.count else {
                throw APIProblem.field("participants", "must not name a user twice")
            }
            let details = creation.details
            switch creation.kind {
            case .personal: return Answer("conversation", try beginning.beginPersonal(details, with: users[0], in: store))
            case .group: return Answer("conversation", try beginning.beginGroup(details, with: users, app: app, in: store))
            }
        }
    }

    private static func delete(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let (app, removals) = (call.app, Removals(call.context))
        let removal = try await call.context.store.write { store in
            if try store.shownConversation(app: app, id).isDefault {
                throw APIProblem(400, "bad_request", "conversationId names the user's default conversation, which goes only with the user.")
            }
            return try removals.begin(conversation: id, app: app, in: store)
        }
        if let removal { try await removals.finish(removal) }
        return .empty
    }
}

/// The body of CreateConversation.
struct ConversationCreation: Sendable {
    enum Kind: String, CaseIterable {
        case personal
        case group = "sdkGroup"
    }

    let kind: Kind
    let participants: [UserNaming]
    let details: ConversationDetails

    init(_ body: FieldReader) throws {
        guard let kind = try body["type"].word(Kind.allCases.map(\.rawValue)).flatMap({ Kind(rawValue: $0) }) else {
            throw body["type"].problem("is missing")
        }
        self.kind = kind
        let fields = try body["participants"].elements(kind == .personal ? 1...1 : 0...ConversationBeginning.memberLimit)
        if fields == nil, kind == .personal { throw body["participants"].problem("is missing") }
        participants = try (fields ?? []).map { field in
            try field.requireObject()
            let subscribes = try field["subscribeSDKClient"].flag()
            if kind == .group, subscribes == nil { throw field["subscribeSDKClient"].problem("is missing") }
            return try UserNaming(field)
        }
        details = ConversationDetails(
            displayName: try body["displayName"].text(limit: 100), description: try body["description"].text(limit: 100),
            iconURL: try body["iconUrl"].url(), metadata: try Metadata.decode(body["metadata"]) ?? .emptyObject)
    }
}
