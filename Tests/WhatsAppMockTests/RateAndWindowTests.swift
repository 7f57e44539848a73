import Core
import JSONKit
import Testing

struct RateAndWindowTests {
    @Test("the 46th quick message to one user is refused with 131056, another user is not, and 6 seconds allow one more")
    func pair() async throws {
        let bench = try await Bench(#"{"window":"off","throughput":null,"statuses":false}"#)
        for _ in 0..<45 { #expect(bench.sendText().status == 200) }
        #expect(bench.sendText().code == 131056)
        #expect(bench.sendText(to: "+15550108888").status == 200)
        bench.clock.advance(by: .seconds(6))
        #expect(bench.sendText().status == 200)
        #expect(bench.sendText().code == 131056)
    }

    @Test("the message past the throughput of a second is refused with 130429")
    func throughput() async throws {
        let bench = try await Bench(#"{"window":"off","pairRate":false,"statuses":false}"#)
        for _ in 0..<80 { #expect(bench.sendText().status == 200) }
        let refused = bench.sendText()
        #expect(refused.status == 429 && refused.code == 130429)
        bench.clock.advance(by: .seconds(1))
        #expect(bench.sendText().status == 200)
    }

    @Test("the window is counted from the customer's own time and closes after 24 hours", arguments: ["answer", "status"])
    func window(_ mode: String) async throws {
        let bench = try await Bench(#"{"window":"\#(mode)"}"#)
        try await bench.inbound(#"{"from":"+15550107777","timestamp":"\#(bench.clock.now.seconds)"}"#)
        await bench.settle()
        #expect(bench.sendText().status == 200)
        await bench.settle()
        #expect(try !bench.statuses().contains("failed/131047"))
        bench.clock.advance(by: .hours(24))
        let late = bench.sendText()
        await bench.settle()
        let failed = try bench.statuses().contains("failed/131047")
        #expect(mode == "answer" ? late.code == 131047 : late.status == 200 && failed)
        #expect(bench.send(#""type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}"#).status == 200)
    }

    @Test("a number without WhatsApp gets 200 and then 131026")
    func withoutWhatsApp() async throws {
        let bench = try await Bench(#"{"window":"off","withoutWhatsApp":["+15550109999"]}"#)
        #expect(bench.sendText(to: "+15550109999").status == 200)
        await bench.settle()
        #expect(try bench.statuses() == ["failed/131026"])
    }

    @Test(
        "the WhatsApp id of Brazilian and Mexican numbers differs from what was written",
        arguments: [
            ("+5541987654321", "554187654321"), ("+5511987654321", "5511987654321"), ("+525512345678", "5215512345678"),
            ("+1 (555) 010-7777", "15550107777"),
        ])
    func forms(_ input: String, _ waID: String) async throws {
        let bench = try await Bench(#"{"window":"off"}"#)
        let answer = bench.sendText(to: input)
        #expect(answer.json["contacts"][0]["wa_id"].string == waID)
        #expect(answer.json["contacts"][0]["input"].string == input)
    }

    @Test(
        "templates are checked against what the business has",
        arguments: [
            (#"{"name":"hello_world","language":{"code":"en_US"}}"#, 0), (#"{"name":"hello_world","language":{"code":"en"}}"#, 132001),
            (#"{"name":"nothing","language":{"code":"en_US"}}"#, 132001), (#"{"name":"paused_offer","language":{"code":"en_US"}}"#, 132015),
            (#"{"name":"disabled_offer","language":{"code":"en_US"}}"#, 132016), (#"{"name":"greeting","language":{"code":"en"}}"#, 132000),
            (
                #"{"name":"greeting","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"a\nb"}]}]}"#,
                132018
            ),
            (
                #"{"name":"greeting","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"image","image":{}}]}]}"#,
                132012
            ),
            (
                #"{"name":"order_update","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}"#,
                100
            ),
        ])
    func templates(_ template: String, _ code: Int64) async throws {
        let bench = try await Bench()
        let answer = bench.send(#""type":"template","template":\#(template)"#)
        #expect(answer.code ?? 0 == code, "\(template)")
    }
}
