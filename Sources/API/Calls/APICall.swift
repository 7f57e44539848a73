import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import Wire

/// One call: the request, what its path names, and who makes it.
struct APICall: Sendable {
    let request: HTTPRequest
    let endpoint: Endpoint
    let parameters: [RouteTable.Parameter]
    let caller: Caller
    let services: APIServices

    var context: RuntimeContext { services.context }
    /// The app of the key, which is the app of the path.
    var app: ID { caller.appID }

    /// The value of a path parameter; empty for a name that the path does not have.
    func parameter(_ name: String) -> String { parameters.first { $0.name == name }?.value ?? "" }

    /// The identifier in a path parameter. A value that is no identifier names nothing.
    func id(_ name: String, _ resource: APIProblem.Resource) throws(APIProblem) -> ID {
        guard let id = ID(parameter(name)) else { throw .notFound(resource) }
        return id
    }

    /// Refuses a key of another app or of too small a scope. Says the same whether the other app exists or not.
    func checkAccess() throws(APIProblem) {
        if let app = parameters.first(where: { $0.name == "appId" })?.value, app != "\(caller.appID)" {
            throw .forbidden("The key does not belong to this app.")
        }
        guard context.directory.apps[caller.appID] != nil else { throw .notFound(.app) }
        switch (endpoint.access, caller.scope) {
        case (.anyKey, _), (.appKey, .app): return
        case (.appKey, .integration): throw .forbidden("This call needs a key of scope app.")
        }
    }

    /// The integration that a path names; `me` is that of the key.
    func integration() throws(APIProblem) -> IntegrationEntry {
        guard let id = try integrationID(), let integration = services.directory.integrations[id], integration.appID == app else {
            throw .notFound(.integration)
        }
        return integration
    }

    /// The id of the integration that a path names.
    func integrationID() throws(APIProblem) -> ID? {
        parameter("integrationId") == "me" ? caller.integrationID : try id("integrationId", .integration)
    }

    // MARK: Body

    /// The JSON body, which must be an object.
    func body() throws -> FieldReader {
        guard let body = try optionalBody() else { throw APIProblem(400, "bad_request", "body is missing") }
        return body
    }

    /// The JSON body, which must be an object, with card numbers masked in all its texts but our and the app's names of things: for
    /// calls that store what they are given. Messages are masked when they are posted, by the rules of their channel.
    func maskedBody() throws -> FieldReader {
        let body = try body()
        let masking = context.masking(app: app, channel: "api")
        guard let masked = PayloadMasker(masking, identifiers: Self.names).masked(body.json) else { return body }
        return FieldReader(try JSONDocument.parse(masked).root)
    }

    private static let names = IdentifierFields([
        "externalId", "userId", "userExternalId", "signedUpAt", "integrationId", "conversationId", "participantId", "phoneNumber",
    ])

    /// The JSON body; nil when there is none.
    func optionalBody() throws -> FieldReader? {
        if request.body.isEmpty { return nil }
        try checkContentType()
        let document: JSONDocument
        do {
            document = try JSONDocument.parse(request.body)
        } catch {
            throw APIProblem(400, "bad_request", "body cannot be read: \(error)")
        }
        let field = FieldReader(document.root)
        try field.requireObject()
        return field
    }

    /// A missing type is taken for JSON, as some clients send none.
    private func checkContentType() throws(APIProblem) {
        guard let type = request.headers["Content-Type"] else { return }
        if type == "application/json" { return }
        let essence = type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        guard essence == "application/json" || (essence.hasPrefix("application/") && essence.hasSuffix("+json")) else {
            throw APIProblem(415, "unsupported_media_type", "Content-Type must be application/json")
        }
    }

    // MARK: Query

    /// The query, decoded.
    func query() throws(APIProblem) -> QueryParameters { try QueryParameters(request.query) }

    // MARK: Store

    /// Reads from the store.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result {
        try await context.store.read(body)
    }

    /// Writes to the store; with an `Idempotency-Key`, once.
    func write(_ body: @escaping @Sendable (any StoreTransaction) throws -> Answer) async throws -> Answer {
        let once = try IdempotentCall(self)
        return try await context.store.write { store in
            guard let once else { return try body(store) }
            return try once.run(store) { try body(store) }
        }
    }

    /// Changes what is set up; with an `Idempotency-Key`, once. The change is in force before the answer.
    func change(
        _ body: @escaping @Sendable (any StoreTransaction, SetupRecords) throws -> Answer
    ) async throws -> Answer {
        let once = try IdempotentCall(self)
        return try await services.setup.change(app) { store, records in
            guard let once else { return try body(store, records) }
            return try once.run(store) { try body(store, records) }
        }
    }
}
