import BeaconMock
import Core
import JSONKit
import MockKit
import Testing

@Suite struct MockTests {
    private let mock = BeaconMock(caller: NoCaller(), clock: ManualClock(Instant(seconds: 1_790_000_000)).clock)

    private func send(_ body: String, token: String = "beacon-token", type: String = "application/json") throws -> (Int, JSON) {
        let reply = mock.handle(
            HTTPRequest(
                method: "POST", path: "/beacon/v1/messages",
                headers: HTTPFields(["Content-Type": type, "Authorization": "Bearer \(token)"]),
                body: Array(body.utf8)))
        guard case .answer(let response) = reply else { throw Unexpected() }
        return (response.status, try JSONDocument.parse(response.body).root)
    }

    private static let good = #"{"recipient":"b-77","reference":"r","content":{"text":"Hi"}}"#

    @Test func `A message is taken, and stands in the ledger`() throws {
        let (status, answer) = try send(Self.good)
        #expect(status == 202 && answer["message"]["id"].string == "bm-1")
        #expect(mock.desk.ledger.entries().last?.id == "bm-1")
    }

    @Test(arguments: [
        (#"{"recipient":"c-1","content":{"text":"a"}}"#, 1001), (#"{"recipient":"b-1","content":{}}"#, 1000), ("[]", 1000),
        (#"{"recipient":"b-1","content":{"text":"a","colour":1}}"#, 1000), (#"{"recipient":"b-1","to":"b","content":{"text":"a"}}"#, 1000),
        (#"{"recipient":"b-1","content":{"file":{"url":"ftp://a"}}}"#, 1000),
        (#"{"recipient":"b-1","content":{"text":"a","buttons":[{}]}}"#, 1000),
        (#"{"recipient":"b-1","content":{"text":"\#(String(repeating: "a", count: 1001))"}}"#, 1003),
    ])
    func `What is wrong has its code`(body: String, code: Int) throws {
        #expect(try send(body).1["error"]["code"].int == Int64(code))
        #expect(mock.desk.ledger.entries(all: true).last?.isAccepted == false)
    }

    @Test func `Another token, another type and another path are refused`() throws {
        #expect(try send(Self.good, token: "x").0 == 401)
        #expect(try send(Self.good, type: "text/plain").0 == 415)
    }

    @Test func `A customer who says stop is not written to`() async throws {
        _ = try await mock.configure(JSONDocument.parse(#"{"webhookURL":"http://127.0.0.1:1/"}"#).root)
        _ = try await mock.inbound(JSONDocument.parse(#"{"kind":"stop"}"#).root)
        #expect(try send(Self.good).1["error"]["code"].int == 1002)
        await mock.desk.sender.stop()
    }
}

/// Something that the tests rely on is not so.
private struct Unexpected: Error {}

/// Leads nowhere.
private struct NoCaller: HTTPCaller {
    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome { .notSent(TransportFailure(.connect)) }
}
