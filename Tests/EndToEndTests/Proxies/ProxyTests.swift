import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Reverse proxies") struct Proxies {}
}

extension EndToEnd.Proxies {
    private static let chat = "65a0c0ffee0000000000000c"

    private static func settings(trusting proxies: String) throws -> Settings {
        var settings = try Settings()
        settings.worker = "trustedProxies: [\(proxies)],"
        settings.integrations = #"{ id: "\#(chat)", type: "web", userSecret: "\#(settings.webhookSecret)" },"#
        return settings
    }

    /// Calls that a flood makes at most. A slow machine is given places back meanwhile.
    private static let patience = 3000

    /// Calls until one is refused for coming too often; gives how many were let through.
    private func flood(_ stage: Stage, _ forwarded: (Int) -> String) async -> Int {
        for number in 0..<Self.patience where await status(stage, forwarded(number)) == 429 { return number }
        return Self.patience
    }

    private func status(_ stage: Stage, _ forwarded: String) async -> Int? {
        let headers = HTTPFields(["X-Forwarded-For": forwarded])
        return await stage.web.send("GET", "\(stage.settings.origin)/webchat/\(Self.chat)/config", headers: headers)?.status
    }

    @Test("Behind a trusted proxy the limit per address is the client's, whatever the client writes into the chain")
    func trusted() async throws {
        try await Stage.play(Self.settings(trusting: #""127.0.0.0/8""#)) { stage in
            let admitted = await flood(stage) { "10.1.1.\($0 % 250), 203.0.113.7" }
            #expect(admitted >= 300 && admitted < Self.patience)
            #expect(await status(stage, "203.0.113.8") == 200, "another client has its own limit")
            // A place comes back every 50 ms; a client of its own would have 300.
            #expect(await flood(stage) { _ in "203.0.113.8, 203.0.113.7" } < 100)
            #expect(await flood(stage) { "2001:db8:1:2::\(String($0, radix: 16))" } < Self.patience, "an IPv6 net is one client")
        }
    }

    @Test("A peer that is no trusted proxy is itself the client")
    func untrusted() async throws {
        try await Stage.play(Self.settings(trusting: #""192.0.2.1""#)) { stage in
            #expect(await flood(stage) { "203.0.113.\($0 % 250)" } < Self.patience)
        }
    }

    @Test("Links of lists lead to the host that the client called")
    func links() async throws {
        try await Stage.play(Self.settings(trusting: #""127.0.0.1""#)) { stage in
            let url = "\(stage.settings.origin)/v2/apps/\(stage.settings.app)/integrations?page%5Bsize%5D=1"
            var headers = stage.agent.headers
            headers["X-Forwarded-For"] = "203.0.113.7"
            headers["X-Forwarded-Proto"] = "https"
            headers["X-Forwarded-Host"] = "messages.example.com"
            let page = try await stage.web.call("GET", url, headers: headers)
            #expect(page["links"]["next"].string?.hasPrefix("https://messages.example.com/v2/apps/") == true)
        }
    }
}
