import Core
import JSONKit
import Runtime
import Store
import Wire

/// What may be sent in a conversation now.
enum StateEndpoints {
    static let root = "/parley/v1/apps/{appId}/conversations/{conversationId}"

    static let all: [Endpoint] = [
        .get("GetConversationState", root, "Shows a conversation with its window and what may be sent now.", show)
            .answering("conversation", .conversationState),
        .post("CloseConversation", root + "/close", body: .none, success: 200, "Closes a conversation.", close)
            .answering("conversation", .conversationState),
        .post(
            "PreflightMessage", root + "/messages/preflight", success: 200, "Tells what would become of a message; nothing is sent.",
            preflight
        )
        .taking(.messagePost, examples: Schema.messageExamples).changingNothing().answering(.preflight),
    ]

    private static func show(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let app = call.app
        let inspection = ConversationInspection(call.context)
        guard let state = try await call.read({ try inspection.state(of: id, app: app, in: $0) }) else {
            throw APIProblem.notFound(.conversation)
        }
        return Answer("conversation", state)
    }

    private static func close(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let (app, closing, inspection) = (call.app, ConversationClosing(call.context), ConversationInspection(call.context))
        return try await call.write { store in
            guard let conversation = try closing.close(id, app: app, in: store),
                let state = try inspection.state(of: conversation, in: store)
            else { throw APIProblem.notFound(.conversation) }
            return Answer("conversation", state)
        }
    }

    private static func preflight(_ call: APICall) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let request = try await PostedMessage(try call.body()).naming(call).leading(id, call)
        var (refusal, parts): (Failure?, Int) = (nil, 0)
        for draft in request.drafts {
            guard let result = try await call.services.posting.preflight(draft, app: call.app, conversation: id) else {
                throw APIProblem.notFound(.conversation)
            }
            refusal = refusal ?? result.failure
            parts += result.parts
        }
        let (failure, count) = (refusal, parts)
        return Answer { json in
            json.field("ok", failure == nil)
            json.key("failure")
            if let failure { json.value(FailureForm(failure)) } else { json.null() }
            json.field("parts", count)
        }
    }
}
