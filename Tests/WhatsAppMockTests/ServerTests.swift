import Core
import HTTPWire
import JSONKit
import MockKit
import Testing
import WhatsAppMock

/// The mock behind a real port.
struct ServerTests {
    private struct Served {
        let caller: CurlCaller
        let mock: WhatsAppMock
        let server: MockServer
        let origin: String

        init() throws {
            caller = try #require(CurlCaller())
            mock = WhatsAppMock(caller: caller, seed: 7)
            server = MockServer([mock])
            origin = try server.start()
        }

        func call(
            _ method: String, _ path: String, _ body: String = "", headers: HTTPFields = HTTPFields(), deadline: Duration = .seconds(10)
        ) async -> TransportOutcome {
            var headers = headers
            if headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
            let url = path.hasPrefix("http") ? path : origin + path
            return await caller.call(
                OutboundRequest(method: method, url: url, headers: headers, body: Array(body.utf8)),
                CallLimits(deadline: deadline, trustedHost: true))
        }

        func json(_ method: String, _ path: String, _ body: String = "", headers: HTTPFields = HTTPFields()) async throws -> JSON {
            guard case .answered(let response) = await call(method, path, body, headers: headers) else { return .missing }
            return try JSONDocument.parse(response.body).root
        }
    }

    private static let bearer = HTTPFields(["Authorization": "Bearer mock-token"])
    private static let message = #"{"messaging_product":"whatsapp","to":"+15550107777","text":{"body":"a"}}"#
    private static let path = "/graph/v25.0/310000000000001/messages"

    @Test("the control API shows the accepted requests, page by page, and forgets them")
    func ledger() async throws {
        let served = try Served()
        #expect(try await served.json("GET", "/_mock/healthz")["status"].string == "ok")
        _ = try await served.json("POST", "/_mock/whatsapp/configure", #"{"window":"off"}"#)
        for _ in 0..<3 { _ = await served.call("POST", Self.path, Self.message, headers: Self.bearer) }
        _ = await served.call("POST", Self.path, "{}", headers: Self.bearer)
        let page = try await served.json("GET", "/_mock/whatsapp/ledger?limit=2")
        #expect(page["accepted"].int == 3 && page["refused"].int == 1 && page["entries"].count == 2)
        #expect(page["entries"][0]["headers"]["authorization"].exists == false)
        #expect(page["entries"][0]["body"]["to"].string == "+15550107777")
        let next = try await served.json("GET", "/_mock/whatsapp/ledger?after=\(page["next"].int ?? 0)&all=1")
        #expect(next["entries"].array.map { $0["accepted"].bool } == [true, false])
        _ = try await served.json("DELETE", "/_mock/whatsapp/ledger")
        #expect(try await served.json("GET", "/_mock/whatsapp/ledger")["entries"].count == 0)
        await served.server.stop()
    }

    @Test("a cut connection and a hung request leave the outcome open for the client")
    func cutAndHang() async throws {
        let served = try Served()
        try served.mock.desk.faults.add([FaultRule(.dropAfterAccept, times: 1), FaultRule(.hang(accept: true), times: 1)])
        guard case .maybeSent(let cut) = await served.call("POST", Self.path, Self.message, headers: Self.bearer) else {
            Issue.record("the cut call was answered")
            return await served.server.stop()
        }
        #expect(cut.reason == .broken)
        let hung = await served.call("POST", Self.path, Self.message, headers: Self.bearer, deadline: .seconds(2))
        guard case .maybeSent(let failure) = hung else {
            Issue.record("the hung call was answered")
            return await served.server.stop()
        }
        #expect(failure.reason == .deadline)
        #expect(served.mock.desk.ledger.counts.accepted == 2)
        await served.server.stop()
    }

    @Test("media is uploaded, described, fetched with the token only, and gone after its time")
    func media() async throws {
        let served = try Served()
        let form =
            "--b\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n"
        var headers = Self.bearer
        headers["Content-Type"] = "multipart/form-data; boundary=b"
        let id = try await served.json("POST", "/graph/v25.0/310000000000001/media", form, headers: headers)["id"].string ?? ""
        let file = try await served.json("GET", "/graph/v25.0/\(id)", headers: Self.bearer)
        #expect(file["mime_type"].string == "text/plain" && file["file_size"].int == 5)
        let url = file["url"].string ?? ""
        guard case .answered(let right) = await served.call("GET", url, headers: Self.bearer),
            case .answered(let wrong) = await served.call("GET", url)
        else {
            Issue.record("no answer")
            return await served.server.stop()
        }
        #expect(right.body == Array("hello".utf8))
        #expect(wrong.status == 401)
        _ = try await served.json("POST", "/_mock/whatsapp/configure", #"{"clockScale":1000000}"#)
        let short = try await served.json("GET", "/graph/v25.0/\(id)", headers: Self.bearer)["url"].string ?? ""
        guard case .answered(let expired) = await served.call("GET", short, headers: Self.bearer) else {
            Issue.record("no answer")
            return await served.server.stop()
        }
        #expect(expired.status == 404)
        await served.server.stop()
    }
}
