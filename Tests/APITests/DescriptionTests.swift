import API
import Core
import JSONKit
import Testing

/// The description of the API. Whether the worker does what it says is judged from outside, by a program that only knows the document.
struct DescriptionTests {
    private static let document = (try? JSONDocument.parse(OpenAPIDocument.bytes))?.root ?? .missing

    @Test(arguments: ["/openapi.json", "/sc/openapi.json"])
    func theDescriptionIsServedWithoutCredentials(_ path: String) async throws {
        let api = try APIFixture()
        let answer = await api.call("GET", path, authorization: nil)
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "application/json")
        #expect(answer.root["openapi"].string == "3.0.3")
        #expect(APIHandler.serves(path))
    }

    @Test func onlyReadingTheDescriptionIsOffered() async throws {
        let answer = await (try APIFixture()).call("POST", "/openapi.json", body: "{}")
        #expect(answer.status == 405)
        #expect(answer.headers["Allow"] == "GET, HEAD")
    }

    @Test(arguments: Endpoint.all)
    func everyEndpointIsDescribedWholly(_ endpoint: Endpoint) {
        let operation = Self.document["paths"][endpoint.path][endpoint.method.lowercased()]
        #expect(operation["operationId"].string == endpoint.operation)
        let success = operation["responses"]["\(endpoint.success)"]["content"].object.map(\.value).first
        #expect(success?["schema"].exists == true, "\(endpoint.operation)")
        #expect(success?["example"].exists == true, "\(endpoint.operation)")
        #expect(operation["requestBody"].exists == (endpoint.body != .none), "\(endpoint.operation)")
        let named = operation["parameters"].array.filter { $0["in"].string == "path" }.compactMap(\.["name"].string)
        #expect(named == endpoint.parameterNames)
    }

    @Test func everyReferenceLeadsToAComponent() {
        var references: Set<String> = []
        Self.collect(Self.document, &references)
        #expect(references.count > 20)
        for reference in references {
            let parts = reference.split(separator: "/").map { String($0) }
            #expect(parts.count == 4 && Self.document[parts[1]][parts[2]][parts[3]].exists, "\(reference)")
        }
    }

    @Test func everyRefusalHasTheErrorBody() {
        let responses = Self.document["components"]["responses"].object.map { $0 }
        #expect(responses.count >= 10)
        for response in responses {
            let content = response.value["content"]["application/json"]
            #expect(content["schema"]["$ref"].string == "#/components/schemas/Problem", "\(response.key)")
            #expect(content["example"]["errors"][0]["code"].exists, "\(response.key)")
        }
    }

    private static func collect(_ json: JSON, _ references: inout Set<String>) {
        for element in json.array { collect(element, &references) }
        for (key, value) in json.object {
            if key == "$ref", let reference = value.string { references.insert(reference) } else { collect(value, &references) }
        }
    }
}

extension Endpoint: CustomTestStringConvertible {
    public var testDescription: String { operation }
}
