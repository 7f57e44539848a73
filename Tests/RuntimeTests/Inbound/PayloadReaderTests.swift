import ConnectorKit
import Core
import Testing

@testable import Runtime

@Suite("Requests in form encoding")
struct PayloadReaderTests {
    private let reader: PayloadReader = {
        var registration = ScriptedChannel.registration
        registration.payload = .form
        registration.identifiers = IdentifierFields(["Sid"])
        let id = ID(high: 1, low: 1)
        let integration = IntegrationEntry(id: id, appID: id, registration: registration, channel: ScriptedChannel())
        return PayloadReader(integration, masking: MarkerMasking())
    }()

    private func request(_ body: String, query: String? = nil) -> HTTPRequest {
        HTTPRequest(method: "POST", path: "/webhooks/1", query: query, body: Array(body.utf8))
    }

    private func fields(_ reading: PayloadReader.Reading) -> [FormField] {
        guard case .form(let fields) = reading.body else { return [] }
        return fields
    }

    @Test("fields are masked by name, in the body that is kept as well")
    func masked() throws {
        let reading = try reader.read(request("Sid=\(MarkerMasking.marker)&Body=my+%34111111111111111"))
        #expect(fields(reading).map(\.value) == [MarkerMasking.marker, "my \(MarkerMasking.mask)"])
        #expect(reading.capsule.request.body == Array("Sid=\(MarkerMasking.marker)&Body=my%20\(MarkerMasking.mask)".utf8))
        let again = try PayloadReader(stored: .form).read(reading.capsule.request)
        #expect(fields(again) == fields(reading), "what is read again is the same")
    }

    @Test("what needs no masking is kept byte for byte")
    func untouched() throws {
        let reading = try reader.read(request("a=%2f+x&&b"))
        #expect(reading.capsule.request.body == Array("a=%2f+x&&b".utf8))
    }

    @Test("without a body the fields are those of the query")
    func query() throws {
        let reading = try reader.read(request("", query: "Body=\(MarkerMasking.marker)"))
        #expect(fields(reading) == [FormField(name: "Body", value: MarkerMasking.mask)])
        #expect(reading.capsule.request.query == "Body=\(MarkerMasking.mask)")
    }

    @Test("more fields than are read make the form unreadable, and each of them is masked")
    func tooMany() throws {
        let body = String(repeating: "a=1&", count: FormDecoding.mostFields) + "last=%34111111111111111"
        #expect(throws: PayloadReader.Malformed.self) { try reader.read(request(body)) }
        let kept = reader.undecodable(request(body)).request.body
        #expect(String(decoding: kept, as: UTF8.self).hasSuffix("&last=\(MarkerMasking.mask)"))
    }
}
