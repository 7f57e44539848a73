import Core
import JSONKit
import Runtime
import Store
import Wire

/// Users and their clients. A user is named by id or by external id.
enum UserEndpoints {
    static let root = "/v2/apps/{appId}/users"

    static let all: [Endpoint] = [
        .post("CreateUser", root, success: 201, "Makes a user with an external id.", create)
            .taking(.userCreation).refusing(409, "externalId is taken, or the first call with this Idempotency-Key is still running.")
            .answering("user", .user),
        .get("GetUser", root + "/{userIdOrExternalId}", "Shows a user.", get).answering("user", .user),
        .patch(
            "UpdateUser", root + "/{userIdOrExternalId}",
            "Changes a user; null clears, profile fields merge, metadata is replaced as a whole.",
            update
        )
        .taking(.userUpdate).answering("user", .user),
        .get("ListUsers", root, "Lists users by the e-mail address of their profile, at most 100.", list)
            .asking([.filter("identities.email", .text(1...128, like: "ana@example.com"), "The address, which must be there.")])
            .answering(page: "users", of: .user),
    ]

    private static func create(_ call: APICall) async throws -> Answer {
        let body = try call.maskedBody()
        let externalID = try body["externalId"].requiredText(limit: FieldLimit.shortText)
        let change = try UserChange(body)
        let now = call.context.clock.now()
        var new = User(id: call.context.ids.next(at: now), appID: call.app, externalID: externalID, createdAt: now)
        try change.apply(to: &new)
        let user = new
        return try await call.write { store in
            guard try store.user(app: user.appID, externalID: externalID) == nil else {
                throw APIProblem.conflict("externalId is taken by another user.")
            }
            try store.insert(user)
            return Answer("user", user)
        }
    }

    private static func get(_ call: APICall) async throws -> Answer {
        let (app, name) = (call.app, call.parameter("userIdOrExternalId"))
        return Answer("user", try await call.read { try $0.user(app: app, named: name) })
    }

    private static func update(_ call: APICall) async throws -> Answer {
        let (app, name) = (call.app, call.parameter("userIdOrExternalId"))
        let change = try UserChange(try call.maskedBody())
        return try await call.write { store in
            var user = try store.user(app: app, named: name)
            try change.apply(to: &user)
            try store.update(user)
            return Answer("user", user)
        }
    }

    private static func list(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        guard let email = try query.member("filter", "identities.email") else {
            throw APIProblem.field("filter[identities.email]", "is missing")
        }
        guard (1...128).contains(email.unicodeScalars.count) else {
            throw APIProblem.field("filter[identities.email]", "must have 1 to 128 characters")
        }
        let app = call.app
        let users = try await call.read { try $0.users(app: app, email: email, limit: Paging.sizes.upperBound) }
        return Answer(capacity: 256 + 512 * users.count) { json in
            json.array("users") { json in for user in users { json.value(user) } }
            ListPage(hasMore: false).writeMembers(to: &json)
        }
    }
}

extension StoreReader {
    /// The user of an id or, failing that, of an external id.
    func user(app: ID, named name: String) throws -> User {
        if let id = ID(name), let user = try user(app: app, id) { return user }
        guard let user = try user(app: app, externalID: name) else { throw APIProblem.notFound(.user) }
        return user
    }
}

/// What CreateUser and UpdateUser carry. An absent field stays, `null` clears.
struct UserChange: Sendable {
    private let body: FieldReader
    private let signedUpAt: Instant??
    private let metadata: JSONBytes?

    init(_ body: FieldReader) throws {
        self.body = body
        let time = body["signedUpAt"]
        if time.isPresent {
            guard let at = try time.text(limit: FieldLimit.shortText).flatMap({ Instant(wire: $0) }) else {
                throw time.problem("must be a date like 2026-01-31T09:05:07.123Z")
            }
            signedUpAt = at
        } else {
            signedUpAt = time.json.exists ? .some(nil) : nil
        }
        metadata = body["metadata"].json.exists ? try Metadata.decode(body["metadata"]) ?? .emptyObject : nil
        // Read once here, so that a wrong field is told before anything is stored.
        var profile = Profile()
        try profile.apply(body["profile"])
    }

    func apply(to user: inout User) throws {
        if let signedUpAt { user.signedUpAt = signedUpAt }
        if let metadata { user.metadata = metadata }
        if body["profile"].json.isNull { user.profile = .emptyObject }
        guard body["profile"].isPresent else { return }
        var profile = Profile(stored: user.profile)
        try profile.apply(body["profile"])
        user.profile = profile.encoded()
    }
}
