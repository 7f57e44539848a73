import Core
import Cryptography
import JSONKit
import Runtime
import Store
import Wire

/// Keys of the app, and of its custom integrations. A secret is shown once, when the key is made.
enum KeyEndpoints {
    /// The most keys that the API makes for an app, and for one custom integration ("Sunshine Conversations API, keys").
    static let limit = 10

    private static let app = SetupEndpoints.app + "/keys"
    private static let integration = SetupEndpoints.integrations + "/{integrationId}/keys"

    static let all: [Endpoint] =
        [
            .post("CreateAppKey", app, access: .appKey, success: 201, "Makes a key of scope app.", create)
                .taking(.keyCreation).answering("key", .createdKey),
            .get("ListAppKeys", app, access: .appKey, "Lists the keys of scope app, without their secrets.", list)
                .answering(list: "keys", of: .key),
            .get("GetAppKey", app + "/{keyId}", access: .appKey, "Shows a key, without its secret.", get)
                .answering("key", .key),
            .delete("DeleteAppKey", app + "/{keyId}", access: .appKey, "Revokes a key, also one of the configuration.", delete)
                .answeringNothing(),
        ] + ofIntegrations

    private static let ofIntegrations: [Endpoint] = [
        .post(
            "CreateCustomIntegrationKey", integration, access: .appKey, success: 201, "Makes a key of scope integration.", create
        )
        .taking(.keyCreation).answering("key", .createdKey),
        .get(
            "ListCustomIntegrationKeys", integration, access: .appKey, "Lists the keys of a custom integration, without their secrets.",
            list
        )
        .answering(list: "keys", of: .key),
        .get("GetCustomIntegrationKey", integration + "/{keyId}", access: .appKey, "Shows a key, without its secret.", get)
            .answering("key", .key),
        .delete("DeleteCustomIntegrationKey", integration + "/{keyId}", access: .appKey, "Revokes a key.", delete)
            .answeringNothing(),
    ]

    /// Whose keys a call is about: nil for the app's.
    private static func owner(_ call: APICall) throws(APIProblem) -> ID? {
        guard call.parameters.contains(where: { $0.name == "integrationId" }) else { return nil }
        guard let id = try call.integrationID() else { throw .notFound(.integration) }
        if id == call.app || call.services.directory.customs[id]?.appID == call.app { return id }
        guard call.services.directory.integrations[id]?.appID == call.app else { throw .notFound(.integration) }
        throw APIProblem(400, "bad_request", "integrationId must be that of a custom integration: channels have no keys")
    }

    /// The keys that people handle: not the machine's own.
    private static func keys(_ call: APICall) throws(APIProblem) -> [KeyEntry] {
        let owner = try owner(call)
        let machine = call.services.setup.sealing.operatorKey(of: call.app).id
        return call.services.directory.keys.values
            .filter { $0.appID == call.app && $0.integrationID == owner && $0.id != machine }.sorted { $0.id < $1.id }
    }

    private static func list(_ call: APICall) async throws -> Answer {
        let keys = try keys(call)
        return Answer { json in json.array("keys") { json in for key in keys { json.value(KeyForm(entry: key)) } } }
    }

    private static func get(_ call: APICall) async throws -> Answer {
        let id = call.parameter("keyId")
        guard let key = try keys(call).first(where: { $0.id == id }) else { throw APIProblem.notFound(.key) }
        return Answer("key", KeyForm(entry: key))
    }

    private static func create(_ call: APICall) async throws -> Answer {
        let owner = try owner(call)
        guard let name = try call.maskedText(try call.body()["displayName"], limit: 100) else {
            throw APIProblem.field("displayName", "is missing")
        }
        let (app, now, setup) = (call.app, call.context.clock.now(), call.services.setup)
        let id = "\(owner == nil ? "app" : "int")_\(call.context.ids.next(at: now))"
        return try await call.change { store, records in
            guard records.keys.values.count(where: { !$0.isRevoked && $0.integrationID == owner }) < limit else {
                throw APIProblem(400, "bad_request", "There are \(limit) keys, which is the most. Delete one first.")
            }
            let secret = Secret(Base64.encode(SecureRandom.bytes(32), .urlSafe, padded: false))
            let scope: KeyEntry.Scope = owner == nil ? .app : .integration
            let record = KeyRecord(
                id: id, secret: secret, scope: scope, integrationID: owner, displayName: name, app: app, setup.sealing)
            try store.keep(record, app: app, at: now)
            let entry = KeyEntry(
                id: id, appID: app, secret: secret, scope: scope, integrationID: owner, displayName: name, origin: .api)
            return Answer("key", KeyForm(entry: entry, secret: secret)).confidential
        }
    }

    private static func delete(_ call: APICall) async throws -> Answer {
        let id = call.parameter("keyId")
        guard try keys(call).contains(where: { $0.id == id }) else { throw APIProblem.notFound(.key) }
        let (app, now) = (call.app, call.context.clock.now())
        let isInFile = call.services.setup.base.keys.contains { $0.id == id && $0.appID == app }
        return try await call.change { store, _ in
            if isInFile {
                try store.keep(KeyRecord(revoked: id), app: app, at: now)
            } else if try !store.remove(app: app, kind: .key, name: id) {
                throw APIProblem.notFound(.key)
            }
            return .empty
        }
    }
}

/// `key` of the API.
struct KeyForm: JSONWritable, Sendable {
    let entry: KeyEntry
    /// The secret, when it has just been made: it is told once.
    var secret: Secret?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", entry.id)
            if let secret { json.field("secret", secret.revealText()) }
            json.field("displayName", entry.displayName ?? "Key of the configuration")
            json.field("scope", entry.scope.rawValue)
            json.field("parleyOrigin", entry.origin.rawValue)
        }
    }
}
