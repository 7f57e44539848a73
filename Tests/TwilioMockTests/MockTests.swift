import Core
import JSONKit
import MockKit
import Testing
import TwilioMock

@Suite struct MockTests {
    private let mock = TwilioMock(caller: NoCaller(), clock: ManualClock(Instant(seconds: 1_790_000_000)).clock, seed: 7)
    private static let credentials = "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjptb2NrLWF1dGgtdG9rZW4="

    private func send(_ body: String, credentials: String = credentials, type: String = "application/x-www-form-urlencoded") throws -> (
        Int, JSON
    ) {
        let reply = mock.handle(
            HTTPRequest(
                method: "POST", path: "/twilio/2010-04-01/Accounts/\(TwilioMock.accountSid)/Messages.json",
                headers: HTTPFields(["Content-Type": type, "Authorization": credentials]), body: Array(body.utf8)))
        guard case .answer(let response) = reply else { throw Unexpected() }
        return (response.status, try JSONDocument.parse(response.body).root)
    }

    @Test func message_isTaken_andStandsInTheLedger() throws {
        let (status, answer) = try send("To=%2B15550107777&From=%2B15550100&Body=Hi+%26+bye")
        #expect(status == 201)
        #expect(answer["status"].string == "queued" && answer["body"].string == "Hi & bye" && answer["num_segments"].string == "1")
        #expect(mock.desk.ledger.entries().last?.id == answer["sid"].string)
    }

    @Test(arguments: [
        ("From=%2B15550100&Body=a", 21604), ("To=%2B15550107777&Body=a", 21603), ("To=%2B15550107777&From=%2B15550100", 21602),
        ("To=123&From=%2B15550100&Body=a", 21211), ("To=%2B15550107777&From=%2B19990100&Body=a", 21606),
        ("To=%2B15550107777&From=me&Body=a", 21212),
        ("To=%2B15005550009&From=%2B15550100&Body=a", 21614), ("To=%2B15005550004&From=%2B15550100&Body=a", 21610),
        ("To=%2B15550107777&From=whatsapp%3A%2B15550100&Body=a", 21910),
        ("To=whatsapp%3A%2B15550107777&From=whatsapp%3A%2B1999&Body=a", 63007),
        ("To=%2B15550107777&From=%2B15550100&Body=\(String(repeating: "a", count: 1601))", 21617),
        ("To=%2B15550107777&From=%2B15550100&MediaUrl=ftp%3A%2F%2Fa", 21620), ("To=%2B15550107777&From=%2B15550100&ContentSid=HX1", 21655),
        ("To=%2B15550107777&From=%2B15550100&Body=a&StatusCallback=https%3A%2F%2Fa_b.example", 21609),
    ])
    func whatIsWrong_hasItsCode(body: String, code: Int) throws {
        let (status, answer) = try send(body)
        #expect(status == 400 && answer["code"].int == Int64(code))
        #expect(mock.desk.ledger.entries(all: true).last?.isAccepted == false)
    }

    @Test func wrongToken_isRefused() throws {
        let (status, answer) = try send("To=%2B15550107777&From=%2B15550100&Body=a", credentials: "Basic eDp5")
        #expect(status == 401 && answer["code"].int == 20003)
    }

    @Test func contents_areListedInPages_withTheirApprovals() throws {
        var (query, names, pages) = ("PageSize=50" as String?, [String](), 0)
        while let asked = query {
            let reply = mock.handle(
                HTTPRequest(
                    method: "GET", path: "/twilio/v1/ContentAndApprovals", query: asked,
                    headers: HTTPFields(["Authorization": Self.credentials])))
            guard case .answer(let response) = reply else { throw Unexpected() }
            let page = try JSONDocument.parse(response.body).root
            names += page["contents"].array.compactMap { $0["friendly_name"].string }
            let next = page["meta"]["next_page_url"].string
            #expect(next?.hasPrefix("https://content.twilio.com/") != false)
            query = next.flatMap { $0.split(separator: "?").last }.map { String($0) }
            pages += 1
        }
        #expect(pages == 2 && names.count == 55 && Set(names).count == 55)
        #expect(mock.desk.ledger.entries().isEmpty)
    }

    @Test(arguments: [
        ("HX0123456789abcdef0123456789abcdef", #"{"1":"Mara"}"#, nil), ("HX0123456789abcdef0123456789abcdef", #"{"2":"Mara"}"#, "63028"),
        ("HX0123456789abcdef0123456789abcdef", "", "63028"), ("HX00000000000000000000000000000002", "", "63041"),
        ("HX00000000000000000000000000000003", "", "63016"), ("HX00000000000000000000000000000004", "", "63016"),
    ])
    func aTemplateThatCannotGo_failsAtWhatsApp(sid: String, variables: String, code: String?) throws {
        let fields = QueryItems.encode(variables)
        let (status, answer) = try send(
            "To=whatsapp%3A%2B15550107777&From=whatsapp%3A%2B15550100&ContentSid=\(sid)&ContentVariables=\(fields)"
                + "&StatusCallback=http%3A%2F%2F127.0.0.1%3A1%2F")
        #expect(status == 201)
        let reply = mock.handle(
            HTTPRequest(
                method: "GET", path: "/twilio/2010-04-01/Accounts/\(TwilioMock.accountSid)/Messages/\(answer["sid"].string ?? "").json",
                headers: HTTPFields(["Authorization": Self.credentials])))
        guard case .answer(let response) = reply else { throw Unexpected() }
        #expect(try JSONDocument.parse(response.body).root["error_code"].int.map { String($0) } == code)
    }

    @Test func stop_keepsTheSenderFromWriting_untilStart() async throws {
        _ = try await mock.configure(JSONDocument.parse(#"{"webhookURL":"http://127.0.0.1:1/"}"#).root)
        let body = "To=%2B15550107777&From=%2B15550100&Body=a"
        for (kind, status) in [("stop", 400), ("start", 201)] {
            _ = try await mock.inbound(JSONDocument.parse(#"{"kind":"\#(kind)"}"#).root)
            #expect(try send(body).0 == status)
        }
        await mock.desk.sender.stop()
    }
}

/// Something that the tests rely on is not so.
private struct Unexpected: Error {}

/// Leads nowhere.
private struct NoCaller: HTTPCaller {
    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome { .notSent(TransportFailure(.connect)) }
}
