import Core
import JSONKit

/// A relay between the provider of a stage and its worker.
struct RelayWorld: Sendable {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let channel = "acme"

    let stage: Stage

    /// Settings of a stage whose WhatsApp number stands behind a relay.
    /// - Parameter relay: members of `relay` in the worker's configuration. `MOCKS` stands for the origin of the mocks.
    static func settings(_ relay: String) throws -> Settings {
        var settings = try Settings()
        settings.integrationFields = "relay: { \(relay) },"
        return settings
    }

    private func url(_ call: String) -> String { "\(stage.mock.origin)/_mock/relay/\(call)" }

    @discardableResult
    func control(_ call: String, _ body: String) async throws -> JSON {
        try await stage.web.call("POST", url(call), body: Array(body.utf8))
    }

    /// Sets the relay up and has the provider call it.
    func open(_ members: String) async throws {
        try await control(
            "configure",
            #"{"channel":"\#(Self.channel)","target":"\#(stage.settings.callback)",\#(members),"webhooks":{"firstGapMilliseconds":50,"longestGapMilliseconds":200}}"#
        )
        let answer = try await stage.mock.configure(
            stage.settings.mockConfiguration.replacing(stage.settings.callback, with: "\(stage.mock.origin)/relay/\(Self.channel)"))
        guard answer["verified"].bool == true else { throw Trouble("not verified: \(answer["problem"].string ?? "")") }
    }

    /// The relay's calls to the worker, in order of their answers.
    func calls() async throws -> [JSON] { Array(try await stage.web.call("GET", url("webhooks?limit=1000000"))["entries"].array) }

    /// How the channel stands.
    func state() async throws -> JSON { try await control("state", #"{"channel":"\#(Self.channel)"}"#) }
}
