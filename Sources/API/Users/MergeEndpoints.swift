import Core
import Runtime
import Store
import Wire

/// Two users that are one person, and the way back.
enum MergeEndpoints {
    private static let user = "/parley/v1/apps/{appId}/users/{userIdOrExternalId}"

    static let all: [Endpoint] = [
        .post(
            "MergeUsers", user + "/merge", access: .appKey, success: 200,
            "Makes another user a part of this one: clients and conversations change hands, and user:merge tells of it.", merge
        )
        .taking(.userNaming)
        .refusing(409, "Both are the same user, too much hangs on the other one, or the first call with this Idempotency-Key is running.")
        .answering("user", .user),
        .post(
            "UnmergeUsers", user + "/unmerge", access: .appKey, success: 200,
            "Takes a merge into this user back: the other user has again what was its own. Answers with the other user.", unmerge
        )
        .taking(.mergedUser).answering("user", .user),
    ]

    private static func merge(_ call: APICall) async throws -> Answer {
        let (app, name, merging) = (call.app, call.parameter("userIdOrExternalId"), UserMerging(call.context))
        let other = try UserNaming(try call.body())
        return try await call.write { store in
            let surviving = try store.user(app: app, named: name)
            do {
                return Answer("user", try merging.merge(try other.user(app: app, store), into: surviving, reason: .api, in: store))
            } catch let refusal as UserMerging.Refusal {
                switch refusal {
                case .same: throw APIProblem.conflict("Both are the same user.")
                case .tooMuch:
                    throw APIProblem.conflict("More than \(UserMerging.limit) clients or conversations hang on the other user.")
                }
            }
        }
    }

    private static func unmerge(_ call: APICall) async throws -> Answer {
        let (app, name, merging) = (call.app, call.parameter("userIdOrExternalId"), UserMerging(call.context))
        let field = try call.body()["userId"]
        guard let other = ID(try field.requiredText(limit: FieldLimit.shortText)) else {
            throw field.problem("must be 24 lower-case hexadecimal characters")
        }
        return try await call.write { store in
            guard let parted = try merging.unmerge(other, from: try store.user(app: app, named: name), in: store) else {
                throw APIProblem.notFound(.user)
            }
            return Answer("user", parted.restored)
        }
    }
}

/// A user named in a body by `userId` or `userExternalId`.
struct UserNaming: Hashable, Sendable {
    private let id: ID?
    private let externalID: String?

    init(_ body: FieldReader) throws {
        let (id, externalID) = (body["userId"], body["userExternalId"])
        self.id = try id.text(limit: FieldLimit.shortText).map { text in
            guard let value = ID(text) else { throw id.problem("must be 24 lower-case hexadecimal characters") }
            return value
        }
        self.externalID = try externalID.text(limit: FieldLimit.shortText)
        if self.id == nil, self.externalID == nil { throw id.problem("or userExternalId must be given") }
        if self.id != nil, self.externalID != nil { throw externalID.problem("cannot be used together with userId") }
    }

    /// The user.
    /// - Throws: `user_not_found`.
    func user(app: ID, _ store: any StoreReader) throws -> User {
        let user = try id.map { try store.user(app: app, $0) } ?? externalID.flatMap { try store.user(app: app, externalID: $0) }
        guard let user else { throw APIProblem.notFound(.user) }
        return user
    }
}
