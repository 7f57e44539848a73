import Core
import Cryptography
import Foundation
import JSONKit
import Testing

extension EndToEnd {
    @Suite("What the API changes") struct Setup {}
}

extension EndToEnd.Setup {
    private static let card = "4111 1111 1111 1111"

    @Test("Redaction is switched off and on through the API, at once, in both directions, and stays so over a restart (Z32)")
    func redaction() async throws {
        try await Stage.play { stage in
            try await check(stage, isMasked: true)
            for isMasked in [false, true] {
                let body = #"{"settings":{"maskCreditCardNumbers":\#(isMasked)}}"#
                #expect(try await stage.agent.call("PATCH", "", body: Array(body.utf8)).status == 200)
                try await check(stage, isMasked: isMasked)
                try await stage.restart()
                try await check(stage, isMasked: isMasked)
            }
        }
    }

    /// A card number goes in and out, and is masked or not.
    private func check(_ stage: Stage, isMasked: Bool) async throws {
        let mark = Hex.encode(SecureRandom.bytes(4))
        try await stage.mock.write("\(mark)x \(Self.card)", from: "15550107777")
        let event = try await stage.desk.event("conversation:message") {
            $0.payload["message"]["content"]["text"].string?.hasPrefix("\(mark)x") == true
        }
        #expect(event.payload["message"]["content"]["text"].string?.contains(Self.card) == !isMasked)
        let reply = try await stage.agent.post("\(mark)y \(Self.card)", in: try #require(event.conversation))
        try await stage.agent.delivery(of: reply, in: "sent", "delivered", "read")
        let sent = try await stage.mock.ledger().compactMap(\.text).first { $0.hasPrefix("\(mark)y") }
        #expect(sent?.contains(Self.card) == !isMasked)
    }

    @Test("A webhook made through the API gets events, is disabled by 410, and gets what it missed when it is back")
    func webhook() async throws {
        try await Stage.play { stage in
            let desk = try HelpDesk(secret: "")
            defer { Task { await desk.close() } }
            let body = #"{"target":"\#(desk.url)","triggers":["conversation:message"],"includeFullUser":true}"#
            let path = "integrations/\(stage.settings.app)/webhooks"
            let made = try await stage.agent.call("POST", path, body: Array(body.utf8))
            #expect(made.status == 201, "\(made.text)")
            let id = try #require(made.json["webhook"]["id"].string)
            let secret = try #require(made.json["webhook"]["secret"].string)
            desk.expect(secret: secret)
            let start = WallClock.system.now().wireText
            try await stage.restart()
            try await stage.mock.write("first", from: "15550107777")
            let first = try await desk.event("conversation:message")
            #expect(first.payload["message"]["author"]["user"]["profile"].exists)
            desk.answer(410)
            try await stage.mock.write("second", from: "15550107777")
            let alarm = try await stage.desk.event("parley:webhook:disabled")
            #expect(alarm.payload["webhook"]["id"].string == id)
            try await stage.mock.write("third", from: "15550107777")
            _ = try await stage.desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == "third" }
            let status = try await stage.command("status")
            #expect(status.text.contains("webhook \(id) is disabled since"), "\(status.text)")
            desk.answer(200)
            #expect(try await stage.agent.call("PATCH", "\(path)/\(id)", body: Array(#"{"status":"enabled"}"#.utf8)).status == 200)
            let replayed = try await stage.agent.call(
                parley: "POST", "\(path)/\(id)/replay", body: Array(#"{"from":"\#(start)"}"#.utf8))
            #expect(replayed.json["replayed"].int == 3, "\(replayed.text)")
            for text in ["second", "third"] {
                _ = try await desk.event("conversation:message") { $0.payload["message"]["content"]["text"].string == text }
            }
            let found = try stage.files().range(of: Data(secret.dropFirst(6).utf8))
            #expect(found == nil, "the secret is in a file of the worker")
        }
    }

    @Test("The first key is made on the command line without any other, opens the API, and opens nothing when it is revoked")
    func keys() async throws {
        try await Stage.play { stage in
            let mode =
                try FileManager.default.attributesOfItem(atPath: "\(stage.settings.folder)/secrets.key")[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            #expect(try await stage.command("keys", "revoke", stage.settings.keyID).ending == .exit(0))
            #expect(try await stage.agent.call("GET", "", body: []).status == 401)
            let made = try await stage.command("keys", "create", "--name", "Desk", "--json")
            let key = try JSONDocument.parse(made.text).root["key"]
            let (id, secret) = (try #require(key["id"].string), try #require(key["secret"].string))
            let headers = HTTPFields(["Authorization": "Basic \(Base64.encode(Array("\(id):\(secret)".utf8)))"])
            let url = "\(stage.settings.origin)/v2/apps/\(stage.settings.app)"
            #expect(await stage.web.send("GET", url, headers: headers)?.status == 200)
            try await stage.restart()
            #expect(await stage.web.send("GET", url, headers: headers)?.status == 200)
            #expect(try await stage.agent.call("GET", "", body: []).status == 401)
            #expect(try stage.files().range(of: Data(secret.utf8)) == nil)
            #expect(try await stage.command("keys", "revoke", id).ending == .exit(0))
            #expect(await stage.web.send("GET", url, headers: headers)?.status == 401)
        }
    }

    @Test("A channel made through the API takes webhooks and sends beside the one of the file; switched off it does neither (Z2, Z5)")
    func channel() async throws {
        try await Stage.play { stage in
            let settings = stage.settings
            let fields =
                #""phoneNumberId":"\#(settings.phoneNumberID)","accessToken":"\#(settings.accessToken)","appSecret":"\#(settings.appSecret)""#
            let body = #"{"type":"whatsapp","baseURL":"\#(stage.mock.origin)/graph","verifyToken":"\#(settings.verifyToken)",\#(fields)}"#
            let made = try await stage.agent.call("POST", "integrations", body: Array(body.utf8))
            #expect(made.status == 201, "\(made.text)")
            let id = try #require(made.json["integration"]["id"].string)
            for secret in [settings.accessToken, settings.appSecret, settings.verifyToken] { #expect(!made.text.contains(secret)) }
            try await stage.restart()
            // The provider calls the new channel from now on.
            let moved = #"{"callbackURL":"\#(settings.origin)/webhooks/\#(id)"}"#
            #expect(try await stage.mock.configure(moved)["verified"].bool == true)
            let conversation = try await stage.conversation(from: "15550107777", text: "to the new one")
            let reply = try await stage.agent.post("Hello", in: conversation)
            try await stage.agent.delivery(of: reply, in: "sent", "delivered", "read")
            let off = try await stage.agent.call("PATCH", "integrations/\(id)", body: Array(#"{"status":"inactive"}"#.utf8))
            #expect(off.json["integration"]["status"].string == "inactive")
            #expect(await stage.web.send("POST", "\(settings.origin)/webhooks/\(id)", body: Array("{}".utf8))?.status == 404)
            let refused = try #require(await stage.agent.tryPost("Hello?", in: conversation))
            #expect(refused.headers["Parley-Failure"] == "account_restricted")
            #expect(try await stage.agent.messages(in: conversation).count == 3)
            #expect(await stage.web.send("POST", settings.callback, body: Array("{}".utf8))?.status == 401)
            for secret in [settings.accessToken, settings.appSecret] { #expect(try stage.files().range(of: Data(secret.utf8)) == nil) }
        }
    }
}

extension Stage {
    /// Runs a command of the program on this stage's configuration.
    fileprivate func command(_ words: String...) async throws -> (ending: ChildProcess.Ending?, text: String) {
        let log = "\(settings.folder)/command-\(Hex.encode(SecureRandom.bytes(4))).txt"
        let child = try ChildProcess(try Machine.program("parley"), words + ["--config", settings.configurationPath], log: log)
        await child.ended()
        defer { try? FileManager.default.removeItem(atPath: log) }
        return (child.ending, try String(contentsOfFile: log, encoding: .utf8))
    }

    /// The worker's database and log.
    fileprivate func files() throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: settings.folder)
            .filter { $0.hasPrefix("parley.db") || $0 == "worker.log" }
            .reduce(into: Data()) { $0 += try Data(contentsOf: URL(fileURLWithPath: "\(settings.folder)/\($1)")) }
    }
}

extension Instant {
    /// The time as the API takes it, to the second.
    fileprivate var wireText: String {
        let date = Date(timeIntervalSince1970: Double(seconds))
        return date.formatted(.iso8601).replacing("Z", with: ".000Z")
    }
}
