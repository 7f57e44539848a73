import Core
import Runtime
import Store

/// What takes users away, or what is known of them.
enum UserRemovalEndpoints {
    static let all: [Endpoint] = [
        .delete(
            "DeleteUser", UserEndpoints.root + "/{userIdOrExternalId}",
            "Deletes a user with clients, conversations and messages; user:remove follows.", delete
        )
        .answeringNothing(),
        .delete(
            "DeleteUserPersonalInformation", UserEndpoints.root + "/{userIdOrExternalId}/personalinformation",
            "Clears profile, metadata, and names and facts of all clients; messages stay.", clear
        )
        .answering("user", .user),
    ]

    private static func delete(_ call: APICall) async throws -> Answer {
        let (app, name) = (call.app, call.parameter("userIdOrExternalId"))
        let removals = Removals(call.context)
        let removal = try await call.context.store.write { store in
            try removals.begin(user: try store.user(app: app, named: name).id, app: app, in: store)
        }
        if let removal { try await removals.finish(removal) }
        return .empty
    }

    private static func clear(_ call: APICall) async throws -> Answer {
        let (app, name, information) = (call.app, call.parameter("userIdOrExternalId"), PersonalInformation(call.context))
        return try await call.write { store in
            Answer("user", try information.clear(try store.user(app: app, named: name), in: store))
        }
    }
}
