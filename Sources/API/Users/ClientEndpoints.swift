import Core
import JSONKit
import Runtime
import Store
import Wire

/// The channels on which a user is known.
enum ClientEndpoints {
    private static let root = UserEndpoints.root + "/{userIdOrExternalId}/clients"
    private static let devices = UserEndpoints.root + "/{userIdOrExternalId}/devices"

    static let all: [Endpoint] = [
        .get("ListClients", root, "Lists the user's clients, oldest first.", list).asking(.page).answering(page: "clients", of: .client),
        .post(
            "CreateClient", root, success: 201,
            "Connects the user with another channel and moves a conversation there, once the customer has confirmed.", create
        )
        .taking(.clientCreation, examples: Schema.clientCreationExamples).answering("client", .client),
        .delete("RemoveClient", root + "/{clientId}", "Takes a channel away from the user; client:remove follows.", remove)
            .answeringNothing(),
        .get("ListDevices", devices, "Lists the user's devices: none, as there are no SDKs.", listDevices)
            .answering(list: "devices", of: .device),
        .get("GetDevice", devices + "/{deviceId}", "Shows a device of the user: there is none.", getDevice)
            .answering("device", .device),
    ]

    private static func list(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try Paging(query)
        let (app, name, directory) = (call.app, call.parameter("userIdOrExternalId"), call.services.directory)
        let clients = try await call.read { store in try store.clients(user: try store.user(app: app, named: name).id) }
        let page = Page(of: clients.sorted { $0.id < $1.id }, paging, \.id)
        return Answer { json in
            json.array("clients") { json in for client in page.elements { json.value(ClientForm(client, directory)) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    private static func create(_ call: APICall) async throws -> Answer {
        let (app, name, directory) = (call.app, call.parameter("userIdOrExternalId"), call.services.directory)
        let creation = try ClientCreation(try call.maskedBody())
        let linking = ClientLinking(call.context)
        return try await call.write { store in
            let request = try creation.request(user: try store.user(app: app, named: name), app: app, directory, store)
            return Answer("client", ClientForm(try linking.begin(request, in: store), directory))
        }
    }

    private static func remove(_ call: APICall) async throws -> Answer {
        let id = try call.id("clientId", .client)
        let (app, name, context) = (call.app, call.parameter("userIdOrExternalId"), call.context)
        return try await call.write { store in
            let user = try store.user(app: app, named: name)
            guard let client = try store.client(id), client.userID == user.id else { throw APIProblem.notFound(.client) }
            let type = ClientForm(client, context.directory).type
            if type == .sdk { throw APIProblem(400, "bad_request", "clientId names a client of type sdk, which goes only with its user.") }
            try ClientRemoval(context).remove(client, of: user, in: store)
            return .empty
        }
    }

    private static func listDevices(_ call: APICall) async throws -> Answer {
        try await checkUser(call)
        return Answer { $0.array("devices") { _ in } }
    }

    private static func getDevice(_ call: APICall) async throws -> Answer {
        try await checkUser(call)
        throw APIProblem.notFound(.device)
    }

    private static func checkUser(_ call: APICall) async throws {
        let (app, name) = (call.app, call.parameter("userIdOrExternalId"))
        try await call.read { _ = try $0.user(app: app, named: name) }
    }
}

extension ClientForm {
    /// The client with the type that its integration has now.
    init(_ client: Client, _ directory: Directory) {
        self.init(client, integrationType: directory.integrations[client.integrationID]?.type ?? "")
    }
}
