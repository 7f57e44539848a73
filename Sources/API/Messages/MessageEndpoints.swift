import Core
import JSONKit
import Runtime
import Store
import Wire

/// Messages of a conversation.
enum MessageEndpoints {
    static let root = ConversationEndpoints.root + "/{conversationId}/messages"

    static let all: [Endpoint] = [
        .post(
            "PostMessage", root, success: 201,
            "Stores a message of the business and sends it. Parley-Delivery tells at once whether a rule of the channel forbids it.", post
        )
        .taking(.messagePost, examples: Schema.messageExamples)
        .answering(.object([.required("messages", .array(of: .message))]), headers: Schema.deliveryHeaders),
        .get("ListMessages", root, "Lists messages, 100 a page, newest page first, oldest first within the page.", list)
            .asking(.fixedPage).answering(page: "messages", of: .message),
    ]

    private static func post(_ call: APICall) async throws -> Answer {
        let conversation = try call.id("conversationId", .conversation)
        let request = try await PostedMessage(try call.body()).naming(call).leading(conversation, call)
        let posting = call.services.posting
        guard let once = try IdempotentCall(call) else {
            return try await posting.post(request.drafts, app: call.app, conversation: conversation) { _, post in try answer(try post()) }
        }
        return try await posting.post(request.drafts, app: call.app, conversation: conversation, call: once.name) { store, post in
            try once.run(store) { try answer(try post()) }
        }
    }

    private static func answer(_ results: [Posting.Result]) throws(APIProblem) -> Answer {
        var messages: [MessageRecord] = []
        for result in results { messages.append(try message(of: result)) }
        return Answer(capacity: messages.reduce(512) { $0 + $1.content.bytes.count }, headers: deliveryHeaders(results)) { json in
            json.array("messages") { json in for message in messages { json.value(message) } }
        }
    }

    /// What tells at once whether a rule of the channel forbids a send: of several messages, the first that it forbids.
    static func deliveryHeaders(_ results: [Posting.Result]) -> [HTTPFields.Field] {
        var (word, code): (String, FailureCode?) = ("none", nil)
        for case .stored(_, let failure) in results where code == nil {
            code = failure?.code
            word = failure == nil ? "queued" : "failed"
        }
        let delivery = HTTPFields.Field(name: "Parley-Delivery", value: word)
        guard let code else { return [delivery] }
        return [delivery, HTTPFields.Field(name: "Parley-Failure", value: code.rawValue)]
    }

    /// The message of a result that is one.
    static func message(of result: Posting.Result) throws(APIProblem) -> MessageRecord {
        switch result {
        case .stored(let message, _), .kept(let message): return message
        case .notAMember: throw .notFound(.participant)
        case .conversationNotFound: throw .notFound(.conversation)
        case .conversationClosed:
            throw .conflict("The conversation is closed for good. Write in another conversation of the user.")
        case .integrationNotFound: throw .notFound(.integration)
        case .quotedMessageNotFound: throw .field("quotedMessage.id", "must be a message of the same conversation")
        }
    }

    private static func list(_ call: APICall) async throws -> Answer {
        let conversation = try call.id("conversationId", .conversation)
        let query = try call.query()
        let paging = try Paging(query, fixedSize: Paging.messageSize)
        let (app, context) = (call.app, call.context)
        let fetched = try await call.read { store in
            _ = try store.shownConversation(app: app, conversation)
            return try context.withFreshLinks(try store.messages(conversation: conversation, page: paging.request), in: store)
        }
        let page = Page(fromEnd: fetched, paging, \.id)
        return Answer(capacity: 256 + 512 * page.elements.count) { json in
            json.array("messages") { json in for message in page.elements { json.value(message) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }
}
