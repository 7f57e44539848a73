import Core
import JSONKit
import MockKit
import Testing
import WhatsAppMock

struct FaultTests {
    @Test(
        "faults before acceptance leave nothing in the ledger",
        arguments: [
            (#"{"kind":"status","status":503,"body":"html","times":1}"#, 503), (#"{"kind":"error","code":131016,"times":1}"#, 503),
            (#"{"kind":"hang","accept":false,"times":1}"#, 0), (#"{"kind":"dropBeforeAccept","times":1}"#, 0),
        ])
    func before(_ rule: String, _ status: Int) async throws {
        let bench = try await Bench(#"{"window":"off"}"#)
        try bench.fault(rule)
        #expect(bench.sendText().status == status)
        #expect(bench.mock.desk.ledger.entries().isEmpty)
        #expect(bench.mock.desk.ledger.entries(all: true).count == 1)
        await bench.settle()
        #expect(bench.callback.posts.isEmpty)
        #expect(bench.sendText().status == 200)
    }

    @Test(
        "faults after acceptance are in the ledger and the message goes on",
        arguments: [
            (#"{"kind":"dropAfterAccept"}"#, MockReply.cut), (#"{"kind":"hang"}"#, MockReply.hang),
        ])
    func after(_ rule: String, _ reply: MockReply) async throws {
        let bench = try await Bench(#"{"window":"off"}"#)
        try bench.fault(rule)
        #expect(bench.sendText().reply == reply)
        #expect(bench.mock.desk.ledger.entries().map(\.status) == [0])
        await bench.settle()
        #expect(try bench.statuses() == ["sent", "delivered", "read"])
    }

    @Test(
        "Retry-After is seconds, a date or garbage",
        arguments: [
            (#"{"seconds":7}"#, "7"), (#"{"date":60}"#, "Mon, 21 Sep 2026 14:14:20 GMT"), (#"{"text":"soon"}"#, "soon"),
        ])
    func retryAfter(_ form: String, _ value: String) async throws {
        let bench = try await Bench()
        try bench.fault(#"{"kind":"status","status":429,"retryAfter":\#(form)}"#)
        let answer = bench.sendText()
        #expect(answer.status == 429 && answer.code == 130429)
        #expect(answer.response?.headers["Retry-After"] == value)
    }

    @Test("a slow answer is the right one, later; a late error is a failed status")
    func slowAndLate() async throws {
        let bench = try await Bench(#"{"window":"off"}"#)
        try bench.fault(#"{"kind":"slow","milliseconds":500,"times":1}"#)
        guard case .late(let response, .milliseconds(500)) = bench.sendText().reply else { throw Unexpected() }
        #expect(response.status == 200)
        try bench.fault(#"{"kind":"error","code":131049,"later":true,"match":{"recipient":"+15550108888"}}"#)
        #expect(bench.sendText(to: "+15550108888").status == 200)
        await bench.settle()
        #expect(try bench.statuses().contains("failed/131049"))
    }

    @Test("a rule picks by path, recipient, text, number and chance")
    func matches() async throws {
        let bench = try await Bench(#"{"window":"off","statuses":false,"pairRate":false,"throughput":null}"#)
        try bench.fault(#"{"kind":"status","status":500,"match":{"nth":2,"recipient":"15550108888","contains":"Hi"}}"#)
        #expect(bench.sendText(to: "+15550108888").status == 200)
        #expect(bench.sendText().status == 200)
        #expect(bench.sendText("No", to: "+15550108888").status == 200)
        #expect(bench.sendText(to: "+15550108888").status == 500)
        #expect(bench.sendText(to: "+15550108888").status == 200)
        bench.mock.desk.faults.removeAll()
        try bench.fault(#"{"kind":"status","status":500,"match":{"probability":0.25,"seed":3}}"#)
        let failed = (0..<400).filter { _ in bench.sendText().status == 500 }.count
        #expect(60...140 ~= failed, "seed 3")
    }

    @Test("webhook signatures are wrong, in upper case or missing as a rule says")
    func signatures() async throws {
        for (kind, isRight) in [("wrongSignature", false), ("upperHex", true), ("missingHeader", false)] {
            let bench = try await Bench()
            try await bench.inbound("{}")
            try bench.fault(#"{"kind":"\#(kind)"}"#)
            try await bench.inbound(#"{"message":{"id":"wamid.Z","type":"text","text":{"body":"a"}}}"#)
            await bench.settle()
            let field = bench.callback.posts.last { String(decoding: $0.body, as: UTF8.self).contains("wamid.Z") }?.headers[
                "X-Hub-Signature-256"]
            switch kind {
            case "missingHeader": #expect(field == nil)
            case "upperHex": #expect(field?.dropFirst(7).contains { $0.isLowercase } == false)
            default: #expect(field != nil && !isRight)
            }
        }
    }

    @Test("a webhook is delivered ten times at once, or with others in one body")
    func duplicatesAndBatches() async throws {
        let bench = try await Bench()
        try bench.fault(#"{"kind":"duplicate","copies":10,"times":1}"#)
        try await bench.inbound("{}")
        await bench.settle()
        #expect(bench.callback.posts.count == 10)
        #expect(Set(bench.callback.texts).count == 1)
        bench.mock.desk.faults.removeAll()
        try bench.fault(#"{"kind":"batch","size":3}"#)
        try await bench.inbound(#"{"count":3}"#)
        await bench.settle()
        #expect(bench.callback.posts.count == 11)
        #expect(try JSONDocument.parse(bench.callback.posts[10].body).root["entry"][0]["changes"].count == 3)
    }

    @Test("a held webhook goes after the next one")
    func reorder() async throws {
        let bench = try await Bench()
        try bench.fault(#"{"kind":"reorder","times":1}"#)
        try await bench.inbound(#"{"text":"first"}"#)
        try await bench.inbound(#"{"text":"second"}"#)
        await bench.callback.wait(for: 2)
        #expect(bench.callback.texts.map { $0.contains("second") } == [true, false])
        await bench.settle()
    }

    @Test(
        "a rule with an unknown key or kind is refused with what is known",
        arguments: [
            #"{"kind":"explode"}"#, #"{"kind":"hang","match":{"colour":"red"}}"#, #"{"kind":"status"}"#, #"{"kind":"slow"}"#,
        ])
    func rules(_ rule: String) async throws {
        let bench = try await Bench()
        #expect(throws: ControlProblem.self) { try bench.fault(rule) }
    }

    struct Unexpected: Error {}
}
