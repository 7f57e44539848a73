import Core
import JSONKit
import Runtime
import Store
import Wire

/// What became of a message, and another try.
enum DeliveryEndpoints {
    static let root = "/parley/v1/apps/{appId}/messages/{messageId}"

    static let all: [Endpoint] = [
        .get("GetDelivery", root + "/delivery", "Shows the delivery ledger of a message.", show)
            .asking([.language]).answering("delivery", .delivery),
        .post(
            "RetryMessage", root + "/retry", body: .optional, success: 202,
            "Tries a failed message again; an unknown one needs acceptDuplicate.", retry
        )
        .asking([.language]).taking(.retry)
        .refusing(409, "The message is neither failed nor unknown, or unknown and acceptDuplicate is not true.")
        .answering("delivery", .delivery),
    ]

    private static func show(_ call: APICall) async throws -> Answer {
        let id = try call.id("messageId", .message)
        let app = call.app
        let language = try WordsLanguage(call)
        return Answer("delivery", try await call.read { try form(id, app: app, language, $0) })
    }

    private static func retry(_ call: APICall) async throws -> Answer {
        let id = try call.id("messageId", .message)
        let acceptDuplicate = try call.optionalBody().map { try $0["acceptDuplicate"].flag() ?? false } ?? false
        let (app, retry) = (call.app, MessageRetry(call.context))
        let language = try WordsLanguage(call)
        return try await call.write { store in
            _ = try shown(id, app: app, store)
            if let refusal = try retry.ask(id, app: app, acceptDuplicate: acceptDuplicate, by: .api, in: store) {
                throw APIProblem(refusal)
            }
            return Answer("delivery", try form(id, app: app, language, store))
        }
    }

    private static func form(_ id: ID, app: ID, _ language: WordsLanguage, _ store: any StoreReader) throws -> DeliveryForm {
        DeliveryForm(
            try shown(id, app: app, store), parts: try store.parts(message: id), attempts: try store.attempts(message: id),
            ledger: try store.ledger(message: id), language: language)
    }

    /// The delivery of a message that callers may know of.
    private static func shown(_ id: ID, app: ID, _ store: any StoreReader) throws -> Delivery {
        guard let delivery = try store.delivery(message: id),
            let conversation = try store.conversation(app: app, delivery.conversationID), conversation.kind != .invitation
        else { throw APIProblem.notFound(.message) }
        return delivery
    }
}

extension APIProblem {
    fileprivate init(_ refusal: MessageRetry.Refusal) {
        switch refusal {
        case .notFound: self = .notFound(.message)
        case .integrationNotFound: self = .notFound(.integration)
        case .state(let state): self = .conflict("Only a failed or unknown message can be tried again; this one is \(state.rawValue).")
        case .mayBeDuplicate:
            self = .conflict("acceptDuplicate must be true: the message may have arrived already, and the customer may get it twice.")
        }
    }
}

extension WordsLanguage {
    /// The language that a call asks for with `lang`.
    init(_ call: APICall) throws(APIProblem) { self.init(tag: try call.query().value("lang") ?? "en") }
}
