import Core
import JSONKit
import Runtime
import Store
import Wire

/// The programs on the switchboard.
enum SwitchboardIntegrationEndpoints {
    private static let root = SwitchboardEndpoints.root + "/{switchboardId}/switchboardIntegrations"

    static let all: [Endpoint] = [
        .post("CreateSwitchboardIntegration", root, access: .appKey, success: 201, "Puts an integration on the switchboard.", create)
            .taking(.switchboardIntegrationCreation).answering("switchboardIntegration", .switchboardIntegration),
        .get("ListSwitchboardIntegrations", root, access: .appKey, "Lists the integrations of the switchboard.", list)
            .answering(list: "switchboardIntegrations", of: .switchboardIntegration),
        .patch(
            "UpdateSwitchboardIntegration", root + "/{switchboardIntegrationId}", access: .appKey,
            "Changes an integration of the switchboard; null clears.", update
        )
        .taking(.switchboardIntegrationUpdate).answering("switchboardIntegration", .switchboardIntegration),
        .delete(
            "DeleteSwitchboardIntegration", root + "/{switchboardIntegrationId}", access: .appKey,
            "Takes an integration off the switchboard, unless it is the default or somebody's next.", delete
        )
        .answeringNothing(),
    ]

    private static func create(_ call: APICall) async throws -> Answer {
        let change = try SwitchboardIntegrationChange(try call.maskedBody())
        let id = call.context.ids.next(at: call.context.clock.now())
        let (app, directory) = (call.app, call.services.directory)
        return try await SwitchboardEndpoints.change(call) { store in
            var switchboard = try call.switchboard(store)
            guard switchboard.integrations.count < Switchboard.limit else {
                throw APIProblem(400, "too_many_switchboard_integrations", "A switchboard has at most \(Switchboard.limit) integrations.")
            }
            let new = try change.integration(id, in: switchboard, app: app, directory)
            switchboard.integrations.append(new)
            return (switchboard, Answer("switchboardIntegration", new))
        }
    }

    private static func list(_ call: APICall) async throws -> Answer {
        let switchboard = try await call.read { try call.switchboard($0) }
        return Answer { json in
            json.array("switchboardIntegrations") { json in for integration in switchboard.integrations { json.value(integration) } }
        }
    }

    private static func update(_ call: APICall) async throws -> Answer {
        let change = try SwitchboardIntegrationChange(try call.maskedBody())
        let id = try call.id("switchboardIntegrationId", .switchboardIntegration)
        let (app, directory) = (call.app, call.services.directory)
        return try await SwitchboardEndpoints.change(call) { store in
            var switchboard = try call.switchboard(store)
            guard let index = switchboard.integrations.firstIndex(where: { $0.id == id }) else {
                throw APIProblem.notFound(.switchboardIntegration)
            }
            let changed = try change.applied(to: switchboard.integrations[index], in: switchboard, app: app, directory)
            switchboard.integrations[index] = changed
            return (switchboard, Answer("switchboardIntegration", changed))
        }
    }

    private static func delete(_ call: APICall) async throws -> Answer {
        let id = try call.id("switchboardIntegrationId", .switchboardIntegration)
        return try await SwitchboardEndpoints.change(call) { store in
            var switchboard = try call.switchboard(store)
            guard switchboard[id] != nil else { throw APIProblem.notFound(.switchboardIntegration) }
            guard switchboard.defaultIntegrationID != id, !switchboard.integrations.contains(where: { $0.nextID == id }) else {
                throw APIProblem(
                    400, "bad_request",
                    "switchboardIntegrationId names the default integration or the next one of another. Change that first.")
            }
            switchboard.integrations.removeAll { $0.id == id }
            return (switchboard, .empty)
        }
    }
}
