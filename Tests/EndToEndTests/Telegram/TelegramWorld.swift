import Core
import JSONKit

/// A bot on a stage.
struct TelegramWorld: Sendable {
    static let token = "123456789:AAmockmockmockmockmockmockmockmock"

    let stage: Stage

    /// Settings of a stage with a bot beside the WhatsApp number.
    static func settings() throws -> Settings {
        var settings = try Settings()
        settings.integrations = #"""
            { id: "65a0c0ffee0000000000000b", type: "telegram", baseURL: "MOCKS/telegram", botToken: "\#(token)", messagesPerSecond: 1000 },
            """#
        return settings
    }

    private func url(_ call: String) -> String { "\(stage.mock.origin)/_mock/telegram/\(call)" }

    @discardableResult
    func control(_ call: String, _ body: String) async throws -> JSON {
        try await stage.web.call("POST", url(call), body: Array(body.utf8))
    }

    /// Makes a customer do something; gives the ids of the messages.
    @discardableResult
    func inbound(_ body: String) async throws -> [String] { try await control("inbound", body)["ids"].array.compactMap(\.string) }

    /// Pressed buttons that were answered.
    func answeredCallbacks() async throws -> [String] {
        try await control("state", "{}")["bots"][0]["answeredCallbacks"].array.compactMap(\.string)
    }

    /// The calls that the provider accepted, in order.
    func ledger() async throws -> [JSON] { Array(try await stage.web.call("GET", url("ledger?limit=1000000"))["entries"].array) }
}
