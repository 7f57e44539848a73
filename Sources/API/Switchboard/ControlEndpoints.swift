import Core
import JSONKit
import Runtime
import Store
import Wire

/// Handing control of a conversation around.
enum ControlEndpoints {
    private static let conversation = ConversationEndpoints.root + "/{conversationId}"

    static let all: [Endpoint] = [
        .post("PassControl", conversation + "/passControl", success: 200, "Gives control to another integration, at once.", pass)
            .taking(.controlPass)
            .refusing(409, "The switchboard is switched off, or the first call with this Idempotency-Key is still running.")
            .answeringNothing(),
        .post(
            "OfferControl", conversation + "/offerControl", success: 200,
            "Offers control to another integration, which has it once it accepts.", offer
        )
        .taking(.controlOffer)
        .refusing(409, "The switchboard is switched off, or the first call with this Idempotency-Key is still running.")
        .answeringNothing(),
        .post(
            "AcceptControl", conversation + "/acceptControl", body: .optional, success: 200,
            "Accepts the offer. A key of an integration must be that of the pending one.", accept
        )
        .taking(.controlAcceptance)
        .refusing(409, "Control is offered to nobody, the switchboard is switched off, or the first call with this key is still running.")
        .answeringNothing(),
        .post(
            "ReleaseControl", conversation + "/releaseControl", body: .optional, success: 200,
            "Gives control up. A key of an integration must be that of the active one.", release
        )
        .taking(.controlRelease)
        .refusing(409, "The switchboard is switched off, or the first call with this Idempotency-Key is still running.")
        .answeringNothing(),
    ]

    private static func pass(_ call: APICall) async throws -> Answer {
        try await ask(call, try call.maskedBody()) { .pass(to: try $0["switchboardIntegration"].requiredText(limit: 128)) }
    }

    private static func offer(_ call: APICall) async throws -> Answer {
        try await ask(call, try call.maskedBody()) { .offer(to: try $0["switchboardIntegration"].requiredText(limit: 128)) }
    }

    private static func accept(_ call: APICall) async throws -> Answer {
        try await ask(call, try call.maskedOptionalBody()) { _ in .accept }
    }

    private static func release(_ call: APICall) async throws -> Answer {
        try await ask(call, try call.maskedOptionalBody()) { _ in .release }
    }

    private static func ask(
        _ call: APICall, _ body: FieldReader?, _ request: (FieldReader) throws -> ControlTransfer.Request
    ) async throws -> Answer {
        let id = try call.id("conversationId", .conversation)
        let body = body ?? FieldReader(.missing)
        let asked = ControlTransfer.Asked(
            request: try request(body), metadata: try Metadata.decode(body["metadata"]),
            reason: try body["reason"].word(ControlNews.Reason.allCases.map(\.rawValue)).flatMap { ControlNews.Reason(rawValue: $0) })
        let (app, caller, transfer) = (call.app, call.caller.integrationID, ControlTransfer(call.context))
        do {
            return try await call.write { store in
                let conversation = try store.shownConversation(app: app, id)
                guard try transfer.ask(asked, of: conversation, by: caller, in: store) else { throw APIProblem.notFound(.switchboard) }
                return .empty
            }
        } catch let refusal as ControlMachine.Refusal {
            // The refused call leaves nothing behind but what is told of it.
            try await call.context.store.write { store in
                guard let conversation = try store.conversation(app: app, id) else { return }
                try transfer.tell(refusal, asked, of: conversation, in: store)
            }
            throw APIProblem(refusal)
        }
    }
}

extension APICall {
    /// The masked body; nil when there is none.
    fileprivate func maskedOptionalBody() throws -> FieldReader? { request.body.isEmpty ? nil : try maskedBody() }
}

extension APIProblem {
    fileprivate init(_ refusal: ControlMachine.Refusal) {
        switch refusal {
        case .disabled, .nothingOffered: self = .conflict(refusal.words)
        case .notPending, .notActive: self = .forbidden(refusal.words)
        case .ambiguousType: self = .field("switchboardIntegration", "is the type of several integrations; name one by id or name")
        case .unknownTarget, .noNext, .unreachable: self.init(404, "switchboard_integration_not_found", refusal.words)
        }
    }
}
