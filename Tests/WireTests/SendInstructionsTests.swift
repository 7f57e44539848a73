import Core
import JSONKit
import Testing
import Wire

@Suite struct SendInstructionsTests {
    @Test(arguments: [
        SendInstructions(), SendInstructions(actor: .bot, quotedExternalID: "wamid.1"),
        SendInstructions(override: JSONBytes(Array(#"{"whatsapp":{"payload":{"type":"text"}}}"#.utf8)), destination: .silent),
        SendInstructions(destination: .integration(ID(high: 1, low: 2))), SendInstructions(destination: .type("telegram")),
    ])
    func `instructions come back from their stored form`(_ instructions: SendInstructions) throws {
        #expect(try SendInstructions(stored: instructions.encoded()) == instructions)
    }

    @Test(arguments: ["", "[]", "{}", #"{"actor":"cat"}"#, #"{"actor":"bot","destination":{}}"#])
    func `bytes that are no instructions throw`(_ text: String) {
        #expect(throws: (any Error).self) { try SendInstructions(stored: JSONBytes(Array(text.utf8))) }
    }

    @Test(arguments: [
        ("[]", "destination"), ("{}", "destination"), (#"{"integrationId":7}"#, "destination.integrationId"),
        (#"{"integrationId":"xyz"}"#, "destination.integrationId"), (#"{"integrationType":""}"#, "destination.integrationType"),
    ])
    func `a bad destination names its field`(_ json: String, _ field: String) {
        let problem = #expect(throws: WireProblem.self) {
            try Destination.decode(FieldReader(JSONDocument.parse(json).root, path: "destination"))
        }
        #expect(problem?.field == field)
    }

    @Test func `metadata is absent, flat and compact`() throws {
        func decode(_ json: String) throws -> JSONBytes? {
            try Metadata.decode(FieldReader(JSONDocument.parse(json).root, path: "metadata"))
        }
        #expect(try decode("null") == nil)
        #expect(try decode(#"{ "a": 1, "b": "x", "c": true, "d": 1.5 }"#) == JSONBytes(Array(#"{"a":1,"b":"x","c":true,"d":1.5}"#.utf8)))
        #expect(#expect(throws: WireProblem.self) { try decode(#"{"a":null}"#) }?.field == "metadata.a")
    }
}
