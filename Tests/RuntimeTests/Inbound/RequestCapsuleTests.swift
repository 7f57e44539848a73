import Core
import Runtime
import Testing

@Suite("The journal's form of a request")
struct RequestCapsuleTests {
    static let requests: [HTTPRequest] = [
        HTTPRequest(method: "POST", path: "/webhooks/1", headers: ["Content-Type": "application/json"], body: Array("{}".utf8)),
        HTTPRequest(method: "GET", path: "/webhooks/1", query: "a=1&b=%20"),
        HTTPRequest(method: "POST", path: "/", query: "", headers: ["Content-Type": ""], body: [10, 10, 0, 255]),
        HTTPRequest(method: "POST", path: "/x", body: Array("Content-Type: no header\n\n".utf8)),
        HTTPRequest(method: "POST", path: "/x", query: "q=a b\nc?d", headers: ["Content-Type": "text/plain\r\nX: y"], body: []),
        HTTPRequest(method: "POST", path: "/한국", query: "x=\u{7F}"),
    ]

    @Test("what is written is read back as the same reduced request", arguments: requests)
    func roundTrip(request: HTTPRequest) throws {
        let capsule = RequestCapsule(
            request, query: request.query, body: request.body, contentType: request.headers["content-type"])
        let read = try #require(RequestCapsule(capsule.encoded()))
        #expect(read == capsule)
        #expect(read.request.body == request.body)
        #expect(read.encoded() == capsule.encoded())
    }

    static let refused = [
        "", "POST /x", "POST /x\n", "post /x\n\n", "POST x\n\n", "POST  /x\n\n", "POST /x HTTP/1.1\n\n", "POST /x\nHost: a\n\n",
        "POST /x\nContent-Type: a\n", "POST /x\r\n\r\n", " /x\n\n",
    ]

    @Test("other bytes are refused", arguments: refused)
    func strict(text: String) {
        #expect(RequestCapsule(Array(text.utf8)) == nil)
    }

    @Test("the cursor of a poll comes back", arguments: [nil, "", "17", "a b&c=ü"])
    func cursor(cursor: String?) throws {
        let capsule = RequestCapsule(pollAnswer: Array("{}".utf8), contentType: nil, after: cursor)
        #expect(try #require(RequestCapsule(capsule.encoded())).cursor == cursor)
    }
}
