import Core
import JSONKit
import Testing
import Wire

private func decode(_ json: String) throws -> Content {
    try Content(FieldReader(JSONDocument.parse(json).root, path: "content"))
}

private func text(_ count: Int) -> String { String(repeating: "é", count: count) }

private func repeated(_ json: String, _ count: Int) -> String { "[" + Array(repeating: json, count: count).joined(separator: ",") + "]" }

private let link = #"{"type":"link","text":"a","uri":"https://a.example"}"#
private let email = #"{"type":"email","name":"n","label":"l"}"#
private let item = #"{"title":"t","actions":[\#(link)]}"#

@Suite struct ContentDecodeTests {
    /// Where a limit stands: the content as text with `#` where `allowed` of something may stand, the field that one more names.
    struct Limit: CustomTestStringConvertible, Sendable {
        let field: String
        let allowed: Int
        let json: @Sendable (Int) -> String
        var testDescription: String { "\(field) \(allowed)" }
    }

    static let limits: [Limit] = [
        Limit(field: "content.text", allowed: 4096) { #"{"type":"text","text":"\#(text($0))"}"# },
        Limit(field: "content.htmlText", allowed: 4096) { #"{"type":"text","htmlText":"\#(text($0))"}"# },
        Limit(field: "content.markdownText", allowed: 4096) { #"{"type":"text","markdownText":"\#(text($0))"}"# },
        Limit(field: "content.actions", allowed: 10) { #"{"type":"text","text":"a","actions":\#(repeated(link, $0))}"# },
        Limit(field: "content.actions[0].text", allowed: 128) {
            #"{"type":"text","actions":[{"type":"link","text":"\#(text($0))","uri":"x"}]}"#
        },
        Limit(field: "content.actions[0].payload", allowed: 1000) {
            #"{"type":"text","actions":[{"type":"reply","text":"a","payload":"\#(text($0))"}]}"#
        },
        Limit(field: "content.altText", allowed: 128) { #"{"type":"image","mediaUrl":"https://a.example/i","altText":"\#(text($0))"}"# },
        Limit(field: "content.mediaType", allowed: 128) {
            #"{"type":"image","mediaUrl":"https://a.example/i","mediaType":"\#(text($0))"}"#
        },
        Limit(field: "content.mediaUrl", allowed: 2048) { #"{"type":"image","mediaUrl":"https://\#(text($0 - 8))"}"# },
        Limit(field: "content.items", allowed: 10) { #"{"type":"carousel","items":\#(repeated(item, $0))}"# },
        Limit(field: "content.items", allowed: 10) { #"{"type":"list","items":\#(repeated(item, $0))}"# },
        Limit(field: "content.actions", allowed: 10) { #"{"type":"list","items":[\#(item)],"actions":\#(repeated(link, $0))}"# },
        Limit(field: "content.items[0].altText", allowed: 128) {
            #"{"type":"carousel","items":[{"title":"t","altText":"\#(text($0))","actions":[\#(link)]}]}"#
        },
        Limit(field: "content.fields", allowed: 20) { count in
            let fields = (0..<count).map { #"{"type":"email","name":"n\#($0)","label":"l"}"# }
            return #"{"type":"form","fields":[\#(fields.joined(separator: ","))]}"#
        },
        Limit(field: "content.fields[0].label", allowed: 128) {
            #"{"type":"form","fields":[{"type":"email","name":"n","label":"\#(text($0))"}]}"#
        },
        Limit(field: "content.fields[0].options", allowed: 200) {
            #"{"type":"form","fields":[{"type":"select","name":"n","label":"l","options":\#(repeated(#"{"name":"a","label":"b"}"#, $0))}]}"#
        },
        Limit(field: "content.items[0].actions", allowed: 3) {
            #"{"type":"list","items":[{"title":"t","actions":\#(repeated(link, $0))}]}"#
        },
        Limit(field: "content.items[0].title", allowed: 128) {
            #"{"type":"list","items":[{"title":"\#(text($0))","actions":[\#(link)]}]}"#
        },
        Limit(field: "content.items[0].description", allowed: 128) {
            #"{"type":"list","items":[{"title":"t","description":"\#(text($0))","actions":[\#(link)]}]}"#
        },
        Limit(field: "content.actions[0].metadata", allowed: 4096) {
            let filler = String(repeating: "x", count: $0 - 8)
            return #"{"type":"text","actions":[{"type":"locationRequest","text":"a","metadata":{"k":"\#(filler)"}}]}"#
        },
    ]

    @Test(arguments: limits) func `a field at its limit is taken and one more names the field`(_ limit: Limit) throws {
        _ = try decode(limit.json(limit.allowed))
        let problem = #expect(throws: WireProblem.self) { try decode(limit.json(limit.allowed + 1)) }
        #expect(problem?.field == limit.field)
    }

    @Test(arguments: [
        ("null", "content"), ("[]", "content"), (#""text""#, "content"), ("{}", "content.type"), (#"{"type":null}"#, "content.type"),
        (#"{"type":7}"#, "content.type"), (#"{"type":"form","fields":[]}"#, "content.fields"), (#"{"type":"form"}"#, "content.fields"),
        (#"{"type":"formResponse","fields":[]}"#, "content.type"), (#"{"type":"form","fields":[{}]}"#, "content.fields[0].type"),
        (#"{"type":"form","fields":[{"type":"date"}]}"#, "content.fields[0].type"),
        (#"{"type":"form","fields":[{"type":"email","label":"l"}]}"#, "content.fields[0].name"),
        (#"{"type":"form","fields":[{"type":"email","name":"n"}]}"#, "content.fields[0].label"),
        (#"{"type":"form","fields":[\#(email),\#(email)]}"#, "content.fields[1].name"),
        (#"{"type":"form","fields":[{"type":"select","name":"n","label":"l"}]}"#, "content.fields[0].options"),
        (#"{"type":"form","fields":[{"type":"text","name":"n","label":"l","minSize":0}]}"#, "content.fields[0].minSize"),
        (#"{"type":"form","fields":[{"type":"text","name":"n","label":"l","maxSize":257}]}"#, "content.fields[0].maxSize"),
        (#"{"type":"form","fields":[{"type":"text","name":"n","label":"l","minSize":9,"maxSize":8}]}"#, "content.fields[0].maxSize"),
        (#"{"type":"form","fields":[{"type":"text","name":"n","label":"l","format":"roman"}]}"#, "content.fields[0].format"),
        (
            #"{"type":"carousel","items":[\#(item)],"displaySettings":{"imageAspectRatio":"round"}}"#,
            "content.displaySettings.imageAspectRatio"
        ),
        (
            #"{"type":"carousel","items":[{"title":"t","actions":[{"type":"reply","text":"a","payload":"p"}]}]}"#,
            "content.items[0].actions[0].type"
        ),
        (#"{"type":"list","items":[{"title":"t","actions":[{"type":"locationRequest","text":"a"}]}]}"#, "content.items[0].actions[0].type"),
        (#"{"type":"carousel","items":[{"title":"t","size":"tiny","actions":[\#(link)]}]}"#, "content.items[0].size"),
        (#"{"type":"Text"}"#, "content.type"),
        (#"{"type":"text"}"#, "content.text"), (#"{"type":"text","text":""}"#, "content.text"),
        (#"{"type":"text","text":5}"#, "content.text"), (#"{"type":"text","text":"a","payload":5}"#, "content.payload"),
        (#"{"type":"text","htmlText":"a","markdownText":"b"}"#, "content.markdownText"),
        (#"{"type":"text","text":"a","actions":{}}"#, "content.actions"),
        (#"{"type":"text","text":"a","actions":[7]}"#, "content.actions[0]"),
        (#"{"type":"text","text":"a","actions":[\#(link),{}]}"#, "content.actions[1].type"),
        (#"{"type":"text","text":"a","actions":[{"type":"buy","text":"a","amount":1}]}"#, "content.actions[0].type"),
        (#"{"type":"text","text":"a","actions":[{"type":"link","uri":"u"}]}"#, "content.actions[0].text"),
        (#"{"type":"text","text":"a","actions":[{"type":"link","text":"a"}]}"#, "content.actions[0].uri"),
        (#"{"type":"text","text":"a","actions":[{"type":"postback","text":"a"}]}"#, "content.actions[0].payload"),
        (#"{"type":"text","text":"a","actions":[{"type":"reply","text":"a","payload":""}]}"#, "content.actions[0].payload"),
        (#"{"type":"text","text":"a","actions":[{"type":"webview","text":"a","uri":"u"}]}"#, "content.actions[0].fallback"),
        (#"{"type":"text","actions":[{"type":"locationRequest","text":"a","metadata":{"k":{}}}]}"#, "content.actions[0].metadata.k"),
        (#"{"type":"text","actions":[{"type":"locationRequest","text":"a","metadata":[]}]}"#, "content.actions[0].metadata"),
        (#"{"type":"image"}"#, "content.mediaUrl"), (#"{"type":"image","mediaUrl":"parley:media/1"}"#, "content.mediaUrl"),
        (#"{"type":"file","mediaUrl":"file:///etc/passwd"}"#, "content.mediaUrl"), (#"{"type":"file","mediaUrl":""}"#, "content.mediaUrl"),
        (#"{"type":"location"}"#, "content.coordinates"), (#"{"type":"location","coordinates":{"long":1}}"#, "content.coordinates.lat"),
        (#"{"type":"location","coordinates":{"lat":"1","long":1}}"#, "content.coordinates.lat"),
        (#"{"type":"location","coordinates":{"lat":91,"long":1}}"#, "content.coordinates.lat"),
        (#"{"type":"location","coordinates":{"lat":1,"long":-181}}"#, "content.coordinates.long"),
        (#"{"type":"location","coordinates":{"lat":1,"long":1},"location":"x"}"#, "content.location"),
        (#"{"type":"carousel"}"#, "content.items"), (#"{"type":"carousel","items":[]}"#, "content.items"),
        (#"{"type":"carousel","items":["x"]}"#, "content.items[0]"),
        (#"{"type":"list","items":[{"title":"t"}]}"#, "content.items[0].actions"),
        (#"{"type":"list","items":[{"title":"t","actions":[]}]}"#, "content.items[0].actions"),
        (#"{"type":"list","items":[{"actions":[\#(link)]}]}"#, "content.items[0].title"),
        (#"{"type":"list","items":[\#(item)],"actions":[]}"#, "content.actions"),
        (#"{"type":"template"}"#, "content.template"), (#"{"type":"template","template":{}}"#, "content.template.name"),
        (#"{"type":"template","template":{"name":"n","language":"en"}}"#, "content.template.language"),
        (#"{"type":"template","template":{"name":"n","language":{}}}"#, "content.template.language.code"),
        (#"{"type":"template","template":{"name":"n","components":{}}}"#, "content.template.components"),
        (#"{"type":"template","template":{"name":"n","component":1}}"#, "content.template.component"),
        (#"{"type":"template","template":{"name":"n","components":[{},null]}}"#, "content.template.components[1]"),
        (#"{"type":"template","template":{"name":"n","component":[],"components":[]}}"#, "content.template.component"),
    ])
    func `a bad field is named in the problem and its title`(_ json: String, _ field: String) throws {
        let problem = #expect(throws: WireProblem.self) { try decode(json) }
        #expect(problem?.field == field)
        #expect(problem?.code == "bad_request")
        #expect(problem?.title.hasPrefix(field + " ") == true)
    }

    @Test(
        arguments: [
            (#"{"type":"text","text":"a","payload":null,"actions":null,"blockChatInput":true}"#, Content.text(TextContent("a"))),
            (
                #"{"type":"text","actions":[\#(link)]}"#,
                .text(TextContent("", actions: [Action(.link(uri: "https://a.example"), text: "a")]))
            ),
            (#"{"type":"text","htmlText":"<p>a &amp; <b>b</b></p><p>1 &lt; 2&#33;</p>"}"#, .text(TextContent("a & b\n1 < 2!"))),
            (#"{"type":"text","markdownText":"*a*"}"#, .text(TextContent("*a*"))),
            (#"{"type":"text","text":"plain","htmlText":"<i>x</i>"}"#, .text(TextContent("plain"))),
            (
                #"{"type":"file","mediaUrl":"HTTPS://a.example/v","mediaType":"video/mp4","htmlText":"a<br>b"}"#,
                .file(MediaContent(kind: .video, url: "HTTPS://a.example/v", mediaType: "video/mp4", caption: "a\nb"))
            ),
            (#"{"type":"file","mediaUrl":"http://a.example/v"}"#, .file(MediaContent(kind: .document, url: "http://a.example/v"))),
            (
                #"{"type":"location","coordinates":{"lat":-90,"long":180},"location":{"name":"n"}}"#,
                .location(LocationContent(latitude: -90, longitude: 180, name: "n"))
            ),
            (
                #"{"type":"carousel","items":[{"title":"t","size":"large","altText":"x","actions":[\#(link)],"metadata":{"k":1}}],"displaySettings":{"imageAspectRatio":"square"}}"#,
                .carousel(
                    CarouselContent(
                        [
                            Item(
                                title: "t", altText: "x", size: .large, actions: [Action(.link(uri: "https://a.example"), text: "a")],
                                metadata: JSONBytes(Array(#"{"k":1}"#.utf8)))
                        ], imageRatio: .square))
            ),
            (
                #"{"type":"form","submitted":true,"blockChatInput":true,"fields":[\#(email),{"type":"text","name":"a","label":"b","placeholder":"c","maxSize":5,"format":"integer"},{"type":"select","name":"d","label":"e","options":[{"name":"f","label":"g"}]}]}"#,
                .form(
                    FormContent(
                        [
                            FormQuestion(.email, name: "n", label: "l"),
                            FormQuestion(.text(.init(size: 1...5, format: .integer)), name: "a", label: "b", placeholder: "c"),
                            FormQuestion(.select([FormOption(name: "f", label: "g")], size: nil), name: "d", label: "e"),
                        ], blocksChatInput: true))
            ),
            (
                #"{"type":"template","template":{"name":"n","component":[{"type":"body"}],"namespace":null}}"#,
                .template(JSONBytes(Array(#"{"name":"n","components":[{"type":"body"}]}"#.utf8)))
            ),
        ] as [(String, Content)])
    func `good content is taken`(_ json: String, _ content: Content) throws {
        #expect(try decode(json) == content)
    }

    @Test(arguments: [
        ("a < b", "a < b"), ("<b", "<b"), ("&", "&"), ("&unknown;x", "&unknown;x"), ("&#x48;&#105;", "Hi"), ("&#xD800;", "&#xD800;"),
        ("<p class=\"x\">a</p>", "a"), ("a<BR />b", "a\nb"), ("&amp;lt;", "&lt;"),
    ])
    func `markup becomes plain text and what is no markup stays`(_ html: String, _ text: String) throws {
        let escaped = html.replacing("\"", with: "\\\"")
        #expect(try decode(#"{"type":"text","htmlText":"\#(escaped)"}"#) == .text(TextContent(text)))
    }
}
