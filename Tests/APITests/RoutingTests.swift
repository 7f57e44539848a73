import API
import Core
import JSONKit
import Store
import Testing

struct RoutingTests {
    @Test(arguments: ["", "/sc", "/", "/sc/", "//sc//"])
    func aPathIsFoundUnderEveryPrefix(_ prefix: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        for path in ["/v2/apps/\(APIFixture.app)", "/v2//apps/\(APIFixture.app)/"] {
            #expect(await api.get(prefix + path).status == 200, "\(prefix)\(path)")
        }
    }

    @Test(arguments: ["/", "/v2", "/v2/nothing", "/v3/apps", "/sc/sc/v2/apps", "/parley/v1", "/v2/apps/x/nothing"])
    func anUnknownPathIsNotFound(_ path: String) async throws {
        let answer = await (try APIFixture()).get(path)
        #expect(answer.status == 404)
        #expect(answer.code == "not_found")
        #expect(answer.headers["Content-Type"] == "application/json")
    }

    @Test(arguments: [
        ("DELETE", "/v2/apps/\(APIFixture.app)", "GET, HEAD, PATCH"), ("PUT", APIFixture.messages, "DELETE, GET, HEAD, POST"),
        ("OPTIONS", "\(APIFixture.conversations)/\(APIFixture.conversation)", "DELETE, GET, HEAD, PATCH"),
        ("GET", "\(APIFixture.parley)/messages/\(APIFixture.id(5))/retry", "POST"),
    ])
    func anotherMethodIsRefusedWithThoseThatAreTaken(_ method: String, _ path: String, _ allow: String) async throws {
        let answer = await (try APIFixture()).call(method, path)
        #expect(answer.status == 405)
        #expect(answer.code == "method_not_allowed")
        #expect(answer.headers["Allow"] == allow)
    }

    @Test func headIsAnsweredLikeGet() async throws {
        let api = try APIFixture()
        let (head, get) = (await api.call("HEAD", "/v2/apps/\(APIFixture.app)"), await api.get("/v2/apps/\(APIFixture.app)"))
        #expect(head.status == 200)
        #expect(head.bytes == get.bytes)
    }

    @Test(arguments: ["/v2/apps/%", "/v2/apps/%4", "/v2/apps/%zz", "/v2/apps/%ff"])
    func aMalformedEscapeIsRefused(_ path: String) async throws {
        let answer = await (try APIFixture()).get(path)
        #expect(answer.status == 400)
        #expect(answer.code == "bad_request")
    }

    @Test(arguments: ["customer%2F1", "%63ustomer%2f1"])
    func aParameterIsPercentDecodedAfterThePathIsCut(_ name: String) async throws {
        let api = try APIFixture()
        try await api.seed()
        #expect(await api.get("/v2/apps/\(APIFixture.app)/users/\(name)").root["user"]["id"].string == "\(APIFixture.user)")
    }

    @Test func onlyTheApisPathsAreServed() {
        for path in ["/v2/apps", "/sc/v2/apps", "//v2//x", "/parley/v1/failures"] { #expect(APIHandler.serves(path), "\(path)") }
        for path in ["/", "/webhooks/x", "/healthz", "/parley", "/v1.1/apps", "/%zz"] { #expect(!APIHandler.serves(path), "\(path)") }
    }

    @Test func everyEndpointIsDescribedAndUnlikeEveryOther() {
        let endpoints = Endpoint.all
        #expect(Set(endpoints.map(\.operation)).count == endpoints.count)
        #expect(Set(endpoints.map { "\($0.method) \($0.path)" }).count == endpoints.count)
        for endpoint in endpoints {
            #expect(endpoint.summary.hasSuffix("."), "\(endpoint.operation)")
            let isRooted = ["/v2/", "/v1.1/apps/", "/parley/v1/"].contains { endpoint.path.hasPrefix($0) }
            #expect(isRooted, "\(endpoint.operation)")
        }
    }

    @Test func whenTheStoreIsClosedTheCallerIsToldToComeBack() async throws {
        let api = try APIFixture()
        await api.store.close()
        let answer = await api.post(APIFixture.messages, APIFixture.hello)
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] == "5")
    }
}
