import Core
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Accounts and their limits") struct Accounts {}
}

extension EndToEnd.Accounts {
    @Test("Usage counts each message and charge once, though statuses repeat; health shows what was said (F7, F8)")
    func usage() async throws {
        try await Stage.play { stage in
            try await stage.mock.fault(#"{"kind":"duplicate","copies":3}"#)
            let conversation = try await stage.conversation(from: "447700900123")
            for text in ["One", "Two"] {
                let reply = try await stage.agent.post(text, in: conversation)
                try await stage.agent.delivery(of: reply, in: "read")
            }
            try await eventually("webhooks are pending") { try await stage.mock.pending() == 0 }
            try await eventually("the journal is not applied") {
                try await stage.agent.metric("parley_jobs_in_memory", #""inbound""#) == 0
            }
            let usage = try await stage.agent.parley(get: "usage")["usage"]
            #expect(usage["monthlyActiveUsers"].int == 1)
            let rows = usage["messages"].array.map {
                "\($0["direction"].string ?? "") \($0["country"].string ?? "") \($0["count"].int ?? 0)"
            }
            #expect(rows.sorted() == ["inbound GB 1", "outbound GB 2"])
            #expect(usage["charges"].array.reduce(0) { $0 + ($1["count"].int ?? 0) } == 2)
            #expect(usage["charges"][0]["category"].string == "service")

            let quality = #"{"display_phone_number":"15550102030","event":"FLAGGED","current_limit":"TIER_1K"}"#
            try await deliver("phone_number_quality_update", quality, stage)
            let alarm = try await stage.desk.event("parley:integration:alarm")
            #expect(alarm.payload["alarm"]["event"].string == "FLAGGED")
            let health = try await health(stage)
            #expect(health["quality"]["rating"].string == "FLAGGED" && health["credentials"].string == "ok")
            #expect(health["lastInboundAt"].string != nil && health["lastOutboundAt"].string != nil)
        }
    }

    /// An error of the account, and the code that tells of it.
    static let accountErrors = [(190, "credentials_invalid"), (131048, "account_restricted"), (131031, "account_restricted")]

    @Test(
        "An error of the account pauses that number's sends, keeps the queue, raises one alarm, and stops nothing else (invariant 11)",
        arguments: accountErrors)
    func needsAdmin(_ code: Int, _ word: String) async throws {
        var settings = try Settings()
        settings.mock = #""statuses": false,"#
        try await Stage.play(settings) { stage in
            let one = try await stage.conversation(from: "15550102001", text: "First")
            let two = try await stage.conversation(from: "15550102002", text: "Second")
            try await stage.mock.fault(#"{"kind":"error","code":\#(code)}"#)
            let replies = try await [stage.agent.post("A", in: one)]
            let alarm = try await stage.desk.event("parley:integration:alarm")
            #expect(alarm.payload["alarm"]["error"]["code"].string == word, "\(code)")
            let waiting = try await stage.agent.post("B", in: two)
            for reply in replies + [waiting] {
                #expect(try await stage.agent.delivery(of: reply)["state"].string == "queued", "\(code)")
            }
            // Inbound goes on.
            _ = try await stage.conversation(from: "15550102003", text: "Third")
            #expect(try await stage.mock.ledger(all: true).map(\.text) == ["A"], "\(code): only the first was tried")
            #expect(stage.desk.deliveries.filter { $0.type == "parley:integration:alarm" }.count == 1, "\(code)")
            let health = try await health(stage)
            #expect(health["credentials"].string == "invalid" && health["queue"]["outbound"].int == 2, "\(code)")
            #expect(health["fault"]["code"].string == word, "\(code)")
        }
    }

    private static func number(_ place: Int) -> String { "31000000000000\(place)" }
    private static func integration(_ place: Int) -> String { "65a0c0ffee00000000000f\(place)" }

    /// Nine numbers besides the first, each with a token of its own.
    private static func tenNumbers() throws -> Settings {
        var settings = try Settings()
        for place in 11...19 {
            settings.integrations += """
                { id: "\(integration(place))", type: "whatsapp", baseURL: "MOCKS/graph", phoneNumberId: "\(number(place))",
                  wabaId: "210987654321098", accessToken: "token-\(place)", appSecret: "\(settings.appSecret)",
                  verifyToken: "\(settings.verifyToken)" },

                """
        }
        return settings
    }

    @Test("Ten numbers of one app have windows, credentials and pauses of their own (F2, F24, Z4)")
    func tenNumbers() async throws {
        try await Stage.play(try Self.tenNumbers()) { stage in
            let broken = 14
            let numbers = (11...19).map { place in
                #"{"phoneNumberId":"\#(Self.number(place))","accessToken":"\#(place == broken ? "changed" : "token-\(place)")"}"#
            }
            let first = #"{"phoneNumberId":"\#(stage.settings.phoneNumberID)","accessToken":"\#(stage.settings.accessToken)"}"#
            try await stage.mock.configure(#"{"numbers":[\#(([first] + numbers).joined(separator: ","))]}"#)
            let now = WallClock.system.now().seconds
            var conversations: [Int: String] = [:]
            for place in 11...19 {
                // The same customer writes to every number; at one of them long ago.
                let time = place == 12 ? now - 30 * 3600 : now
                try await stage.mock.inbound(
                    Array(
                        #"{"phoneNumberId":"\#(Self.number(place))","from":"15550107777","text":"To \#(place)","timestamp":\#(time)}"#.utf8)
                )
                conversations[place] =
                    try await stage.desk.event("conversation:message") {
                        $0.payload["message"]["content"]["text"].string == "To \(place)"
                    }.conversation
            }
            #expect(Set(conversations.values).count == 9, "a conversation for each number")
            var replies: [Int: String] = [:]
            for (place, conversation) in conversations {
                replies[place] = try await stage.agent.post("From \(place)", in: conversation)
            }
            for (place, reply) in replies {
                switch place {
                case 12:
                    let delivery = try await stage.agent.delivery(of: reply, in: "failed")
                    #expect(delivery["failure"]["code"].string == "outside_window")
                case broken:
                    let alarm = try await stage.desk.event("parley:integration:alarm")
                    #expect(alarm.payload["integration"]["id"].string == Self.integration(broken))
                    #expect(try await stage.agent.delivery(of: reply)["state"].string == "queued")
                default: try await stage.agent.delivery(of: reply, in: "read")
                }
            }
            let sent = try await stage.mock.ledger().compactMap(\.text)
            #expect(Set(sent) == Set((11...19).filter { $0 != 12 && $0 != broken }.map { "From \($0)" }) && sent.count == 7)
            #expect(stage.desk.deliveries.filter { $0.type == "parley:integration:alarm" }.count == 1)
        }
    }

    private func health(_ stage: Stage) async throws -> JSON {
        try await stage.agent.parley(get: "integrations/\(stage.settings.integration)/health")["health"]
    }

    private func deliver(_ field: String, _ value: String, _ stage: Stage) async throws {
        let entry = #"{"id":"210987654321098","changes":[{"field":"\#(field)","value":\#(value)}]}"#
        try await stage.mock.deliver(Array(#"{"object":"whatsapp_business_account","entry":[\#(entry)]}"#.utf8))
    }
}
