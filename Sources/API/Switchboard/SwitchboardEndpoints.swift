import Core
import JSONKit
import Runtime
import Store
import Wire

/// The app's switchboard: which programs talk to customers, and who is first.
enum SwitchboardEndpoints {
    static let root = "/v2/apps/{appId}/switchboards"

    static let all: [Endpoint] = [
        .post(
            "CreateSwitchboard", root, access: .appKey, body: .optional, success: 201,
            "Makes the app's switchboard, of which there is one, switched on.", create
        )
        .taking(.object("SwitchboardCreation", [])).answering("switchboard", .switchboard),
        .get("ListSwitchboards", root, access: .appKey, "Lists the app's switchboard, if it has one.", list)
            .answering(list: "switchboards", of: .switchboard),
        .patch(
            "UpdateSwitchboard", root + "/{switchboardId}", access: .appKey,
            "Switches the switchboard on or off, and says who gets control of new conversations.", update
        )
        .taking(.switchboardUpdate).answering("switchboard", .switchboard),
        .delete("DeleteSwitchboard", root + "/{switchboardId}", access: .appKey, "Removes the switchboard; integrations stay.", delete)
            .answeringNothing(),
    ]

    private static func create(_ call: APICall) async throws -> Answer {
        _ = try call.optionalBody()
        let app = call.app
        let new = Switchboard(id: call.context.ids.next(at: call.context.clock.now()))
        return try await change(call) { store in
            guard try Switchboards.stored(app: app, in: store) == nil else {
                throw APIProblem(400, "bad_request", "The app has a switchboard already; an app has one.")
            }
            return (new, Answer("switchboard", new))
        }
    }

    private static func list(_ call: APICall) async throws -> Answer {
        let app = call.app
        let found = try await call.read { try Switchboards.stored(app: app, in: $0) }
        return Answer { json in json.array("switchboards") { json in if let found { json.value(found) } } }
    }

    private static func update(_ call: APICall) async throws -> Answer {
        let body = try call.body()
        let enabled = try body["enabled"].flag()
        let field = body["defaultSwitchboardIntegrationId"]
        let first = field.isPresent ? try field.requiredID() : nil
        return try await change(call) { store in
            var switchboard = try call.switchboard(store)
            if let enabled { switchboard.enabled = enabled }
            if field.json.exists {
                if first != nil, switchboard[first] == nil { throw field.problem("must name an integration of the switchboard") }
                switchboard.defaultIntegrationID = first
            }
            return (switchboard, Answer("switchboard", switchboard))
        }
    }

    private static func delete(_ call: APICall) async throws -> Answer {
        let (app, switchboards) = (call.app, Switchboards(call.context))
        try await call.context.store.write { store in
            _ = try call.switchboard(store)
            try switchboards.remove(app: app, in: store)
        }
        try await switchboards.refresh(app: app)
        return .empty
    }

    /// Stores what `body` makes of the switchboard, and lets the message path see it before the call is answered.
    static func change(
        _ call: APICall, _ body: @escaping @Sendable (any StoreTransaction) throws -> (Switchboard, Answer)
    ) async throws -> Answer {
        let (app, switchboards) = (call.app, Switchboards(call.context))
        let answer = try await call.write { store in
            let (switchboard, answer) = try body(store)
            try switchboards.save(switchboard, app: app, in: store)
            return answer
        }
        try await switchboards.refresh(app: app)
        return answer
    }
}

extension APICall {
    /// The switchboard that the path names.
    /// - Throws: `switchboard_not_found`.
    func switchboard(_ store: any StoreReader) throws -> Switchboard {
        let id = try id("switchboardId", .switchboard)
        guard let found = try Switchboards.stored(app: app, in: store), found.id == id else { throw APIProblem.notFound(.switchboard) }
        return found
    }
}
