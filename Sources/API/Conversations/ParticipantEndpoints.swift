import Core
import JSONKit
import Runtime
import Store
import Wire

/// Who takes part in conversations.
enum ParticipantEndpoints {
    private static let conversation = ConversationEndpoints.root + "/{conversationId}"

    static let all: [Endpoint] = [
        .get("ListParticipants", conversation + "/participants", "Lists who takes part, each user with all clients.", list)
            .asking(.page).answering(page: "participants", of: .participant),
        .post("JoinConversation", conversation + "/join", success: 201, "Makes a user a member of a group.", join)
            .taking(.participantJoin)
            .refusing(409, "The user is a member already, or the first call with this Idempotency-Key is still running.")
            .answering("participant", .participant),
        .post("LeaveConversation", conversation + "/leave", success: 200, "Takes a user out of a group.", leave)
            .taking(.participantLeave).answeringNothing(),
    ]

    private static func list(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try Paging(query)
        let id = try call.id("conversationId", .conversation)
        let (app, directory) = (call.app, call.services.directory)
        let participants = try await call.read { store in
            try Participant.all(of: try store.shownConversation(app: app, id), store, directory)
        }
        let page = Page(of: participants, paging, \.id)
        return Answer { json in
            json.array("participants") { json in for participant in page.elements { json.value(participant) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    private static func join(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let body = try call.body()
        _ = try body["subscribeSDKClient"].flag()
        let naming = try UserNaming(body)
        let (app, beginning, directory) = (call.app, ConversationBeginning(call.context), call.services.directory)
        return try await call.write { store in
            let conversation = try store.shownConversation(app: app, id)
            let user = try naming.user(app: app, store)
            do {
                let member = try beginning.join(user, conversation, in: store)
                return Answer("participant", try Participant(member, user, store, directory))
            } catch let refusal as ConversationBeginning.Refusal {
                throw APIProblem(refusal)
            }
        }
    }

    private static func leave(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let leaving = try Leaving(try call.body())
        let (app, beginning) = (call.app, ConversationBeginning(call.context))
        return try await call.write { store in
            let conversation = try store.shownConversation(app: app, id)
            do {
                guard try beginning.leave(try leaving.user(of: conversation, app: app, store), conversation, in: store) else {
                    throw APIProblem.notFound(.participant)
                }
            } catch let refusal as ConversationBeginning.Refusal {
                throw APIProblem(refusal)
            }
            return .empty
        }
    }

    /// Who leaves: by one of the three names.
    private struct Leaving: Sendable {
        private let participant: ID?
        private let user: UserNaming?

        init(_ body: FieldReader) throws {
            let field = body["participantId"]
            guard field.isPresent else {
                participant = nil
                user = try UserNaming(body)
                return
            }
            participant = try field.requiredID()
            user = nil
            if body["userId"].isPresent || body["userExternalId"].isPresent {
                throw field.problem("cannot be used together with userId or userExternalId")
            }
        }

        func user(of conversation: Conversation, app: ID, _ store: any StoreReader) throws -> User {
            if let user { return try user.user(app: app, store) }
            let member = try store.members(conversation: conversation.id).first { $0.id == participant }
            guard let user = try member.flatMap({ try store.user(app: app, $0.userID) }) else {
                throw conversation.kind == .group ? APIProblem.notFound(.participant) : APIProblem(.notAGroup)
            }
            return user
        }
    }
}

extension APIProblem {
    fileprivate init(_ refusal: ConversationBeginning.Refusal) {
        switch refusal {
        case .notAGroup: self.init(400, "bad_request", "conversationId names a personal conversation, whose one user always takes part.")
        case .full: self.init(400, "bad_request", "The group has \(ConversationBeginning.memberLimit) members, which is the most.")
        case .memberAlready: self = .conflict("The user is a member of the group already.")
        }
    }
}

extension Participant {
    /// Everybody who takes part. A personal conversation has one participant, so that the conversation's id names it.
    static func all(of conversation: Conversation, _ store: any StoreReader, _ directory: Directory) throws -> [Participant] {
        switch conversation.kind {
        case .invitation: []
        case .personal:
            [
                Participant(
                    id: conversation.id, userID: conversation.userID,
                    userExternalID: try store.user(app: conversation.appID, conversation.userID)?.externalID,
                    associations: associations(try store.clients(user: conversation.userID), first: conversation.clientID, directory))
            ]
        case .group:
            try store.members(conversation: conversation.id).compactMap { member in
                try store.user(app: conversation.appID, member.userID).map { try Participant(member, $0, store, directory) }
            }
        }
    }

    /// A member of a group.
    init(_ member: Membership, _ user: User, _ store: any StoreReader, _ directory: Directory) throws {
        self.init(
            id: member.id, userID: user.id, userExternalID: user.externalID, lastRead: member.lastRead,
            associations: Self.associations(try store.clients(user: user.id), first: .none, directory))
    }

    /// The clients, the one that replies go to first, then by when they were seen.
    private static func associations(_ clients: [Client], first: ID, _ directory: Directory) -> [Association] {
        let primary = clients.filter { $0.id == first }
        let others = clients.filter { $0.id != first }.sorted { $0.lastSeen > $1.lastSeen }
        return (primary + others).map { Association(clientID: $0.id, type: ClientForm($0, directory).type) }
    }
}
