/// One operation of the API, as data: what finds it, what it needs, what it does, and what a caller must know of it.
///
/// An endpoint is made in two steps: what it does, and what it answers. See `EndpointDraft`.
package struct Endpoint: Sendable {
    /// Which keys may call it.
    package enum Access: String, Hashable, Sendable {
        /// Any key of the app.
        case anyKey
        /// A key of scope `app`.
        case appKey
    }

    /// Whether it reads a body.
    package enum Body: String, Hashable, Sendable {
        case none, optional, required
    }

    /// Its name, as client libraries spell it.
    package let operation: String
    /// In upper case.
    package let method: String
    /// The path, with parameters in braces: `/v2/apps/{appId}/users/{userId}`.
    package let path: String
    package let access: Access
    package let body: Body
    /// The status of success.
    package let success: Int
    /// What it does, in one sentence.
    package let summary: String
    let description: EndpointDescription
    let run: @Sendable (APICall) async throws -> APIReply

    /// Whether its body holds a file, which may be larger than other bodies.
    package var takesFile: Bool { description.request?.mediaType == "multipart/form-data" }

    /// The names of the path's parameters, in the order of the path.
    package var parameterNames: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// Whether a call with an `Idempotency-Key` happens once: every POST that leaves something behind.
    package var takesIdempotencyKey: Bool { method == "POST" && description.hasEffect }

    private static func draft(
        _ operation: String, _ method: String, _ path: String, access: Access, body: Body, success: Int, _ summary: String,
        _ run: @escaping @Sendable (APICall) async throws -> APIReply
    ) -> EndpointDraft {
        EndpointDraft { description in
            Endpoint(
                operation: operation, method: method, path: path, access: access, body: body, success: success, summary: summary,
                description: description, run: run)
        }
    }

    static func get(
        _ operation: String, _ path: String, access: Access = .anyKey, _ summary: String,
        _ run: @escaping @Sendable (APICall) async throws -> Answer
    ) -> EndpointDraft {
        draft(operation, "GET", path, access: access, body: .none, success: 200, summary) { .response(try await run($0).response(200)) }
    }

    static func stream(
        _ operation: String, _ path: String, access: Access, _ summary: String,
        _ run: @escaping @Sendable (APICall) async throws -> APIReply
    ) -> EndpointDraft {
        draft(operation, "GET", path, access: access, body: .none, success: 200, summary, run)
    }

    static func post(
        _ operation: String, _ path: String, access: Access = .anyKey, body: Body = .required, success: Int, _ summary: String,
        _ run: @escaping @Sendable (APICall) async throws -> Answer
    ) -> EndpointDraft {
        draft(operation, "POST", path, access: access, body: body, success: success, summary) {
            .response(try await run($0).response(success))
        }
    }

    static func patch(
        _ operation: String, _ path: String, access: Access = .anyKey, _ summary: String,
        _ run: @escaping @Sendable (APICall) async throws -> Answer
    ) -> EndpointDraft {
        draft(operation, "PATCH", path, access: access, body: .required, success: 200, summary) {
            .response(try await run($0).response(200))
        }
    }

    static func delete(
        _ operation: String, _ path: String, access: Access = .anyKey, _ summary: String,
        _ run: @escaping @Sendable (APICall) async throws -> Answer
    ) -> EndpointDraft {
        draft(operation, "DELETE", path, access: access, body: .none, success: 200, summary) {
            .response(try await run($0).response(200))
        }
    }
}

extension Endpoint {
    /// Every operation that is served.
    package static let all: [Endpoint] =
        SetupEndpoints.all + UserEndpoints.all + UserRemovalEndpoints.all + MergeEndpoints.all + ClientEndpoints.all
        + ConversationEndpoints.all
        + ConversationSetupEndpoints.all + ParticipantEndpoints.all + MessageEndpoints.all + MessageRemovalEndpoints.all
        + SwitchboardEndpoints.all
        + SwitchboardIntegrationEndpoints.all + ControlEndpoints.all + StateEndpoints.all
        + AttachmentEndpoints.all
        + DeliveryEndpoints.all + ConsentEndpoints.all + UsageEndpoints.all + JournalEndpoints.all + DeadLetterEndpoints.all
        + CatalogueEndpoints.all + CapabilitiesEndpoints.all + TemplateEndpoints.all + NotificationEndpoints.all
}
