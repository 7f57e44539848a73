import Core
import JSONKit
import Runtime
import Store
import Wire

/// What a customer allows, by channel identity.
enum ConsentEndpoints {
    static let root = "/parley/v1/apps/{appId}/clients/{clientId}/consent"

    static let all: [Endpoint] = [
        .get("GetConsent", root, "Shows what the customer of a client allows.", show).answering("consent", .consent),
        .patch(
            "UpdateConsent", root,
            "Records what the customer of a client allows: what is left out stays as it is. It holds for sends that wait already.", update
        )
        .taking(.consentUpdate).answering("consent", .consent),
    ]

    private static func show(_ call: APICall) async throws -> Answer {
        let id = try call.id("clientId", .client)
        let app = call.app
        guard let client = try await call.read({ try $0.client(id) }), client.appID == app else { throw APIProblem.notFound(.client) }
        return Answer("consent", ConsentForm(client))
    }

    private static func update(_ call: APICall) async throws -> Answer {
        let id = try call.id("clientId", .client)
        let body = try call.maskedBody()
        let detail = try body["detail"].text(limit: FieldLimit.shortText) ?? "Recorded by the business."
        let words = try ConsentKind.allCases.compactMap { kind in try body[kind.field].flag().map { (kind, $0) } }
        guard !words.isEmpty else { throw APIProblem(400, "bad_request", "all or marketing must be given, true or false") }
        let (app, context) = (call.app, call.context)
        let now = context.clock.now()
        let emitter = EventEmitter(context)
        return try await call.write { store in
            guard var client = try store.client(id), client.appID == app else { throw APIProblem.notFound(.client) }
            let conversation = try store.latestConversation(client: id)
            for (kind, allowed) in words {
                client = try ConsentChange(kind, allowed: allowed, detail: detail, at: now)
                    .store(client, conversation, emitter, in: store, now: now)
            }
            return Answer("consent", ConsentForm(client))
        }
    }
}

extension ConsentKind {
    /// The field of the body.
    fileprivate var field: StaticString {
        switch self {
        case .all: "all"
        case .marketing: "marketing"
        }
    }
}

/// What a client's customer allows, as the API shows it; null where nothing was said.
struct ConsentForm: JSONWritable {
    let consent: Consent

    init(_ client: Client) { consent = Consent(of: client) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            for kind in ConsentKind.allCases {
                guard let word = consent[kind] else {
                    json.key(kind.field)
                    json.null()
                    continue
                }
                json.object(kind.field) { json in
                    json.field("allowed", word.allowed)
                    json.field("at", word.at)
                }
            }
        }
    }
}
