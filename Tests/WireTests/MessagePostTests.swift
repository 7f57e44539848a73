import Core
import JSONKit
import Store
import Testing
import Wire

private func post(_ json: String) throws -> MessagePost { try MessagePost(FieldReader(JSONDocument.parse(json).root)) }

private let business = #""author":{"type":"business"}"#
private let hello = #""content":{"type":"text","text":"a"}"#
private let template = #""content":{"type":"template","template":{"name":"n"}}"#

@Suite struct MessagePostTests {
    @Test func `a body with every field is read`() throws {
        let post = try post(
            """
            {"author":{"type":"business","subtypes":["AI"],"displayName":"Ben","avatarUrl":"https://a.example/b"},\(hello),
             "destination":{"integrationType":"none"},"metadata":{"a":1},"override":{"whatsapp":{"payload":{"type":"text"}}}}
            """)
        #expect(post.author.type == .business && post.author.isAI)
        #expect(post.author.displayName == "Ben" && post.author.avatarURL == "https://a.example/b")
        #expect(post.content == .text(TextContent("a")))
        #expect(post.destination == .silent)
        #expect(post.metadata == JSONBytes(Array(#"{"a":1}"#.utf8)))
        #expect(post.override == JSONBytes(Array(#"{"whatsapp":{"payload":{"type":"text"}}}"#.utf8)))
    }

    @Test func `a body of a user and nulls of older clients are read`() throws {
        let post = try post(
            """
            {"author":{"type":"user","userExternalId":"c","subtypes":null,"displayName":null},\(hello),
             "destination":null,"metadata":null,"override":null,"schema":null}
            """)
        #expect(post.author.type == .user && post.author.userExternalID == "c" && !post.author.isAI)
        #expect(post.destination == nil && post.metadata == nil && post.override == nil)
    }

    @Test func `a template is taken with its schema`() throws {
        #expect(try post(#"{\#(business),\#(template),"schema":"whatsapp"}"#).content == .template(JSONBytes(Array(#"{"name":"n"}"#.utf8))))
    }

    @Test(arguments: [
        ("[]", "body"), ("{\(hello)}", "author"), (#"{"author":{},\#(hello)}"#, "author.type"),
        (#"{"author":{"type":"bot"},\#(hello)}"#, "author.type"), (#"{"author":{"type":"user"},\#(hello)}"#, "author"),
        (#"{"author":{"type":"user","userId":7},\#(hello)}"#, "author.userId"),
        (#"{"author":{"type":"user","userId":"x"},\#(hello)}"#, "author.userId"),
        (#"{"author":{"type":"business","subtypes":["x"]},\#(hello)}"#, "author.subtypes[0]"),
        (#"{"author":{"type":"business","subtypes":["AI","AI"]},\#(hello)}"#, "author.subtypes"),
        ("{\(business)}", "content"), ("{\(business),\(template)}", "schema"), (#"{\#(business),\#(hello),"schema":"line"}"#, "schema"),
        (#"{\#(business),\#(hello),"destination":{}}"#, "destination"),
        (#"{"author":{"type":"user","userExternalId":"c"},\#(hello),"destination":{"integrationType":"line"}}"#, "destination"),
        (#"{\#(business),\#(hello),"metadata":{"a":[]}}"#, "metadata.a"),
        (#"{\#(business),\#(hello),"override":[]}"#, "override"),
        (#"{\#(business),\#(hello),"override":{"line":{"payload":1}}}"#, "override.line.payload"),
    ])
    func `a bad field of a body is named`(_ json: String, _ field: String) {
        let problem = #expect(throws: WireProblem.self) { try post(json) }
        #expect(problem?.title.hasPrefix(field + " ") == true)
    }
}
