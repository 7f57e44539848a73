import Core
import JSONKit

/// `parley keys`: who may call the API.
enum KeysCommand: OperatorCommand {
    static let name = "keys"
    static let summary = "Make, list and revoke keys of the API."
    static let synopsis = "create --name TEXT | list | revoke KEY [options]"
    static let ownHelp = """
          parley keys create --name TEXT  makes a key and shows its secret, this once
          parley keys list                lists the keys, without their secrets
          parley keys revoke KEY          takes a key away, also one of the configuration

          --integration ID        keys of this custom integration, which open less than those of the app

        A key of the configuration that was revoked stays revoked: give a new key a new id.

        """
    static let ownOptions: Set<String> = ["name", "integration"]

    enum Order: Sendable {
        case create(name: String, integration: ID?)
        case list(integration: ID?)
        case revoke(String, integration: ID?)
    }

    static func order(_ arguments: Arguments) throws(Arguments.Problem) -> Order {
        let integration = try arguments.id("integration")
        switch arguments.words.first {
        case "create":
            guard arguments.words.count == 1 else { throw Arguments.Problem(text: "a name is given with --name") }
            guard let name = try arguments.text("name") else { throw Arguments.Problem(text: "--name must say who gets the key") }
            return .create(name: name, integration: integration)
        case "list":
            try arguments.allowOnly(["integration"], with: "list")
            guard arguments.words.count == 1 else { throw Arguments.Problem(text: "'list' takes no word") }
            return .list(integration: integration)
        case "revoke":
            try arguments.allowOnly(["integration"], with: "revoke")
            guard arguments.words.count == 2, isKey(arguments.words[1]) else {
                throw Arguments.Problem(text: "'revoke' needs the id of one key, such as app_…")
            }
            return .revoke(arguments.words[1], integration: integration)
        case nil: throw Arguments.Problem(text: "say create, list or revoke")
        case let word?: throw Arguments.Problem(text: "'\(PlainText.line(word))' is not understood; create, list and revoke are")
        }
    }

    /// Whether a word can be a key's id: it becomes a part of a path.
    private static func isKey(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#%:".utf8.contains($0) }
    }

    static func carryOut(_ order: Order, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode {
        switch order {
        case .create(let name, let integration):
            let body = JSONWriter.object { $0.field("displayName", name) }
            let answer = try await worker.call("POST", path(integration, worker), body: body)
            console.show(answer) { made(answer.root["key"]) }
        case .list(let integration):
            let answer = try await worker.call("GET", path(integration, worker))
            console.show(answer) { list(answer.root["keys"]) }
        case .revoke(let key, let integration):
            let answer = try await worker.call("DELETE", path(integration, worker) + "/\(key)")
            console.show(answer) { ["Key \(PlainText.line(key)) is revoked."] }
        }
        return .ok
    }

    private static func path(_ integration: ID?, _ worker: WorkerClient) -> String {
        integration.map { worker.shared + "/integrations/\($0)/keys" } ?? worker.shared + "/keys"
    }

    private static func made(_ key: JSON) -> [String] {
        [
            "id      \(PlainText.cell(key["id"]))", "secret  \(PlainText.cell(key["secret"]))", "",
            "The secret is shown this once. Keep it where the program finds it that calls the API.",
        ]
    }

    private static func list(_ keys: JSON) -> [String] {
        let rows = keys.array.map { key in
            [
                PlainText.cell(key["id"]), PlainText.cell(key["displayName"]), PlainText.cell(key["scope"]),
                PlainText.cell(key["parleyOrigin"]),
            ]
        }
        return rows.isEmpty ? ["No keys."] : Table(["KEY", "NAME", "SCOPE", "FROM"], rows).lines
    }
}
