import Core
import JSONKit
import Testing
import Wire

@Suite struct ContentRoundTripTests {
    static let seeds: [UInt64] = Array(1...6)

    @Test(arguments: seeds) func `every kind of content comes back from its stored form`(seed: UInt64) throws {
        var random = ContentGenerator(seed: seed)
        for _ in 0..<200 {
            for kind in ContentGenerator.Kind.allCases {
                let content = random.content(kind)
                #expect(try Content(stored: content.encoded()) == content, "seed \(seed), \(kind)")
            }
        }
    }

    @Test func `a template comes back member by member`() throws {
        let template = JSONBytes(Array(#"{"name":"hi","language":{"code":"en"},"components":[{"type":"body","parameters":[]}]}"#.utf8))
        #expect(try Content(stored: Content.template(template).encoded()) == .template(template))
    }

    @Test(arguments: seeds) func `what goes outside shows no handle and no URL of the provider`(seed: UInt64) throws {
        var random = ContentGenerator(seed: seed)
        for kind in ContentGenerator.Kind.allCases {
            let content = random.content(kind)
            let text = String(decoding: ContentForm.outside(content.encoded()).bytes, as: UTF8.self)
            #expect(!text.contains("parleyReference") && !text.contains("token="), "seed \(seed), \(kind)")
        }
    }

    @Test func `content without media goes outside byte for byte`() {
        for content in [
            Content.text(TextContent(#"say "altText" and parleyReference"#)), .carousel(CarouselContent([])), .list([], actions: []),
        ] {
            #expect(ContentForm.outside(content.encoded()) == content.encoded())
        }
    }

    @Test func `a file that only the provider holds has the golden stored and outside forms`() throws {
        let media = MediaContent(
            kind: .video, reference: MediaReference(id: "m1", url: "https://cdn.example/x?token=1", sha256: "ab"), mediaType: "video/mp4",
            size: 7, filename: "a.mp4", caption: "look")
        let members = #""type":"file","mediaUrl":"parley:media/m1","mediaType":"video/mp4","mediaSize":7,"text":"look","#
        let extras = #""mediaKind":"video","filename":"a.mp4""#
        let handle = #""parleyReference":{"id":"m1","url":"https://cdn.example/x?token=1","sha256":"ab"}"#
        let stored = Content.file(media).encoded()
        #expect(try parsed(stored) == parsed("{\(members)\(extras),\(handle)}"))
        #expect(try parsed(ContentForm.outside(stored)) == parsed("{\(members)\(extras)}"))
    }

    @Test func `a long description is cut outside to what typed clients take and kept inside`() throws {
        let text = String(repeating: "é", count: 200)
        let stored = Content.image(MediaContent(kind: .image, url: "https://a.example/i", altText: text)).encoded()
        #expect(try parsed(ContentForm.outside(stored))["altText"] == .string(String(repeating: "é", count: 128)))
        #expect(try parsed(stored)["altText"] == .string(text))
    }

    @Test(arguments: [
        #"{"type":"poll"}"#, "[]", #"{"type":"image"}"#, #"{"type":"text","actions":[{"type":"buy"}]}"#, "{",
        #"{"type":"location","coordinates":{"lat":1}}"#,
    ])
    func `bytes that are no stored content throw`(_ text: String) {
        #expect(throws: (any Error).self) { try Content(stored: JSONBytes(Array(text.utf8))) }
    }
}

/// Content of every kind with random members.
private struct ContentGenerator {
    enum Kind: CaseIterable { case text, image, file, location, carousel, list, form, formResponse }

    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func content(_ kind: Kind) -> Content {
        switch kind {
        case .text: .text(TextContent(text(), actions: actions(0...3), payload: maybe { $0.text() }))
        case .image: .image(media())
        case .file: .file(media())
        case .location:
            .location(
                LocationContent(
                    latitude: .random(in: -90...90, using: &random), longitude: .random(in: -180...180, using: &random),
                    name: maybe { $0.text() }, address: maybe { $0.text() }))
        case .carousel: .carousel(CarouselContent(items(), imageRatio: maybe { _ in .square }))
        case .form: .form(form())
        case .formResponse: .formResponse(response())
        case .list: .list(items(), actions: actions(0...10))
        }
    }

    private mutating func media() -> MediaContent {
        let reference = maybe { generator in
            MediaReference(
                id: generator.text(), url: generator.maybe { _ in "https://cdn.example/f?token=secret" },
                sha256: generator.maybe { $0.text() })
        }
        return MediaContent(
            kind: MediaContent.Kind.allCases.randomElement(using: &random) ?? .image,
            url: reference == nil ? "https://files.example/1" : maybe { _ in "https://files.example/1" }, reference: reference,
            mediaType: maybe { $0.text() }, size: maybe { .random(in: 0...1 << 40, using: &$0.random) }, filename: maybe { $0.text() },
            caption: maybe { $0.text() }, altText: maybe { $0.text() }, actions: actions(0...2))
    }

    private mutating func items() -> [Item] {
        (0..<Int.random(in: 1...10, using: &random)).map { _ in
            Item(
                title: text(), description: maybe { $0.text() }, mediaURL: maybe { $0.text() }, mediaType: maybe { $0.text() },
                altText: maybe { $0.text() }, size: maybe { _ in .compact }, actions: actions(1...3),
                metadata: maybe { _ in JSONBytes(Array(#"{"a":1}"#.utf8)) })
        }
    }

    private mutating func form() -> FormContent {
        let fields = (0..<Int.random(in: 1...20, using: &random)).map { number in
            let kinds: [FormQuestion.Kind] = [
                .email, .text(FormQuestion.TextRule()), .text(FormQuestion.TextRule(size: 2...256, format: .decimal)),
                .select(options(), size: nil), .select(options(), size: 1...3),
            ]
            return FormQuestion(
                kinds.randomElement(using: &random) ?? .email, name: "n\(number)", label: "l" + text(),
                placeholder: maybe { "p" + $0.text() })
        }
        return FormContent(fields, blocksChatInput: .random(using: &random), isSubmitted: .random(using: &random))
    }

    private mutating func response() -> FormResponse {
        FormResponse(
            (0..<Int.random(in: 1...20, using: &random)).map { number in
                let values: [FormResponse.Answer.Value] = [.text("t" + text()), .email("e" + text()), .select(options())]
                return FormResponse.Answer(values.randomElement(using: &random) ?? .email("e"), name: "n\(number)", label: "l" + text())
            })
    }

    private mutating func options() -> [FormOption] {
        (0..<Int.random(in: 1...5, using: &random)).map { _ in FormOption(name: "n" + text(), label: "l" + text()) }
    }

    private mutating func actions(_ range: ClosedRange<Int>) -> [Action] {
        (0..<Int.random(in: range, using: &random)).map { _ in
            let kinds: [Action.Kind] = [
                .reply(payload: text(), iconURL: maybe { $0.text() }), .postback(payload: text()), .link(uri: text()), .locationRequest,
                .webview(uri: text(), fallback: text()),
            ]
            let kind = kinds.randomElement(using: &random) ?? .locationRequest
            return Action(kind, text: text(), metadata: maybe { _ in JSONBytes(Array(#"{"a":1,"b":"x","c":true}"#.utf8)) })
        }
    }

    private mutating func maybe<Value>(_ value: (inout Self) -> Value) -> Value? { Bool.random(using: &random) ? value(&self) : nil }

    private mutating func text() -> String {
        let letters: [Character] = ["a", "Z", "0", " ", "\"", "\\", "\n", "\u{1}", "é", "한", "👩‍👩‍👧", "/", "<"]
        return String((0..<Int.random(in: 0...20, using: &random)).compactMap { _ in letters.randomElement(using: &random) })
    }
}
