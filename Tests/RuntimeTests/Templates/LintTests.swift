import Core
import Testing

@testable import Runtime

/// Every way in which a send can differ from its template (WhatsApp, template messages and error codes 132000 to 132018; row Z39).
@Suite struct TemplateLintTests {
    static let rules = TemplateRules(
        allowsLineEnds: false, longestSpaceRun: 4, body: 40, header: 20, suffix: 10, code: 6, payload: 8)

    static let visit = MessageTemplate(
        name: "visit", language: "en_US", header: .media(.image), body: "Hi {{1}}, see you {{2}}.",
        buttons: [
            .init(.quickReply, text: "Confirm"), .init(.link(TemplateText("https://a.example/{{1}}")), text: "Details"),
            .init(.phone("+1555"), text: "Call"),
        ])
    static let order = MessageTemplate(
        name: "order", language: "en_US", format: .named, header: .text(TemplateText("Order {{number}}")),
        body: "Hi {{first_name}}, {{what}} is on its way.")
    static let coupon = MessageTemplate(name: "coupon", language: "en", body: "Use it!", buttons: [.init(.copyCode, text: "Copy")])
    static let plain = MessageTemplate(name: "plain", language: "en", header: .text(TemplateText("News")), body: "Nothing to do.")

    private static let image = TemplateSend.Argument(.media(.image, url: "https://a.example/x.png", id: nil))
    private static let link = TemplateSend.ButtonArgument(index: 1, .text("v/42"))

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var template: MessageTemplate
        var send: TemplateSend
        /// Slot and the begin of the message.
        var problems: [String]

        init(_ label: String, _ template: MessageTemplate, _ problems: [String], _ change: (inout TemplateSend) -> Void) {
            testDescription = label
            self.template = template
            self.problems = problems
            var send = TemplateSend(name: template.name)
            if template == visit {
                send.header = [image]
                send.body = [.init(.text("Mara")), .init(.text("Monday"))]
                send.buttons = [link]
            } else if template == order {
                send.header = [.init(.text("7"), name: "number")]
                send.body = [.init(.text("Mara"), name: "first_name"), .init(.text("it"), name: "what")]
            } else if template == coupon {
                send.buttons = [.init(index: 0, .code("SAVE"))]
            }
            change(&send)
            self.send = send
        }
    }

    static let rows: [Row] =
        [
            Row("all right, positional", visit, []) { _ in },
            Row("all right, named", order, []) { _ in },
            Row("all right, code", coupon, []) { _ in },
            Row("all right, no values", plain, []) { _ in },
            Row("all right, payload of a quick reply", visit, []) { $0.buttons.append(.init(index: 0, .payload("yes"))) },
        ] + bodyRows + headerRows + buttonRows

    static let bodyRows: [Row] = [
        Row("one missing", visit, ["body.2 is missing"]) { $0.body.removeLast() },
        Row("all missing", visit, ["body.1 is missing", "body.2 is missing"]) { $0.body = [] },
        Row("one too many", visit, ["body.3 is too many"]) { $0.body.append(.init(.text("x"))) },
        Row("empty", visit, ["body.1 is empty"]) { $0.body[0] = .init(.text("")) },
        Row("line end", visit, ["body.1 holds a line end"]) { $0.body[0] = .init(.text("a\nb")) },
        Row("carriage return", visit, ["body.1 holds a line end"]) { $0.body[0] = .init(.text("a\r\nb")) },
        Row("tab", visit, ["body.2 holds a line end or a tab"]) { $0.body[1] = .init(.text("a\tb")) },
        Row("five spaces", visit, ["body.1 holds more than 4 spaces"]) { $0.body[0] = .init(.text("a     b")) },
        Row("four spaces", visit, []) { $0.body[0] = .init(.text("a    b")) },
        Row("too long", visit, ["body is "]) { $0.body[0] = .init(.text(String(repeating: "é", count: 30))) },
        Row("wrong type", visit, ["body.1 must be text, not image"]) { $0.body[0] = image },
        Row("currency counts as text", visit, []) { $0.body[0] = .init(.other(kind: "currency", text: "5 USD")) },
        Row("named against positional", visit, ["body.a is named"]) { $0.body[0].name = "a" },
        Row("positional against named", order, ["body.1 has no name"]) { $0.body[0].name = nil },
        Row("unknown name", order, ["body.nick is not in the template", "body.first_name is missing"]) { $0.body[0].name = "nick" },
        Row("same name twice", order, ["body.first_name is given twice", "body.what is missing"]) { $0.body[1].name = "first_name" },
        Row("name missing", order, ["body.what is missing"]) { $0.body.removeLast() },
        Row("value for a template without any", plain, ["body.1 is too many"]) { $0.body = [.init(.text("x"))] },
    ]

    static let headerRows: [Row] = [
        Row("file missing", visit, ["header is missing"]) { $0.header = [] },
        Row("file of another kind", visit, ["header must be of kind image, not video"]) {
            $0.header = [.init(.media(.video, url: "https://a.example/x.mp4", id: nil))]
        },
        Row("text where a file belongs", visit, ["header must be of kind image, not text"]) { $0.header = [.init(.text("x"))] },
        Row("file without link and id", visit, ["header needs the link or the id"]) {
            $0.header = [.init(.media(.image, url: nil, id: nil))]
        },
        Row("two files", visit, ["header takes one value"]) { $0.header.append(image) },
        Row("header of a template without one", coupon, ["header must be left out"]) { $0.header = [image] },
        Row("value for a fixed header", plain, ["header must be left out"]) { $0.header = [.init(.text("x"))] },
        Row("text header missing", order, ["header.number is missing"]) { $0.header = [] },
        Row("text header too long", order, ["header is "]) { $0.header[0].value = .text(String(repeating: "7", count: 20)) },
    ]

    static let buttonRows: [Row] = [
        Row("suffix missing", visit, ["button.1 is missing"]) { $0.buttons = [] },
        Row("suffix empty", visit, ["button.1 is empty"]) { $0.buttons = [.init(index: 1, .text(""))] },
        Row("suffix too long", visit, ["button.1 is longer than 10"]) { $0.buttons = [.init(index: 1, .text("12345678901"))] },
        Row("suffix twice", visit, ["button.1 takes one value"]) { $0.buttons.append(link) },
        Row("payload where a suffix belongs", visit, ["button.1 must be of kind suffix"]) { $0.buttons = [.init(index: 1, .payload("x"))] },
        Row("value for a phone button", visit, ["button.2 must be left out"]) { $0.buttons.append(.init(index: 2, .text("x"))) },
        Row("button that does not exist", visit, ["button.7 does not exist"]) { $0.buttons.append(.init(index: 7, .text("x"))) },
        Row("payload too long", visit, ["button.0 is longer than 8"]) { $0.buttons.append(.init(index: 0, .payload("123456789"))) },
        Row("code missing", coupon, ["button.0 is missing"]) { $0.buttons = [] },
        Row("code too long", coupon, ["button.0 is longer than 6"]) { $0.buttons = [.init(index: 0, .code("1234567"))] },
    ]

    @Test(arguments: rows)
    func aSend_isHeldAgainstItsTemplate_slotBySlot_Z39(_ row: Row) {
        let found = TemplateLint(row.template, rules: Self.rules).problems(of: row.send).map(\.sentence)
        #expect(found.count == row.problems.count, "\(row.testDescription): \(found)")
        for (sentence, wanted) in zip(found, row.problems) { #expect(sentence.hasPrefix(wanted), "\(row.testDescription): \(sentence)") }
    }

    @Test(arguments: MessageTemplate.Status.allCases)
    func onlyAnApprovedTemplate_mayBeSent_Z25(_ status: MessageTemplate.Status) {
        var template = Self.plain
        template.status = status
        template.reason = "why"
        let problems = TemplateLint(template, rules: Self.rules).problems(of: TemplateSend(name: "plain"))
        #expect(problems.isEmpty == (status == .approved))
        #expect(problems.allSatisfy { $0.code == .templateNotApproved && $0.slot == "status" && $0.message.hasSuffix("(why)") })
    }

    @Test func shortForms_areBoundToWhatTheTemplateNeeds_Z37() {
        var send = TemplateSend(name: "order", header: [.init(.text("7"))], bindsInOrder: true)
        send.body = [.init(.text("Mara")), .init(.text("it"))]
        #expect(TemplateLint(Self.order, rules: Self.rules).problems(of: send).isEmpty)
        #expect(TemplatePreview(Self.order, send).text == "Order 7\nHi Mara, it is on its way.")
        let code = TemplateSend(name: "coupon", buttons: [.init(index: 0, .text("SAVE"))], bindsInOrder: true)
        #expect(TemplateLint(Self.coupon, rules: Self.rules).problems(of: code).isEmpty)
        var login = Self.coupon
        login.body = TemplateText("{{1}} is your code.")
        login.buttons = [.init(.oneTimeCode, text: "Copy")]
        let one = TemplateSend(name: "coupon", body: [.init(.text("123456"))], bindsInOrder: true)
        #expect(TemplateLint(login, rules: Self.rules).problems(of: one).isEmpty)
    }

    @Test func valuesOfTheWholeTemplate_goToEachPlaceOfTheirName() {
        let template = MessageTemplate(
            name: "visit", language: "en", format: .named, header: .text(TemplateText("For {{1}}")), body: "Hi {{1}}, {{2}}.",
            buttons: [.init(.link(TemplateText("https://a.example/{{3}}")), text: "Open")], otherPlaceholders: ["4"])
        func send(_ values: [String: String]) -> TemplateSend {
            let body = values.sorted { $0.key < $1.key }.map { TemplateSend.Argument(.text($0.value), name: $0.key) }
            return TemplateSend(name: "visit", body: body, sharesValues: true)
        }
        let all = ["1": "Mara", "2": "hello", "3": "v", "4": "picture"]
        let lint = TemplateLint(template, rules: Self.rules)
        #expect(lint.problems(of: send(all)).isEmpty)
        #expect(TemplatePreview(template, send(all)).text == "For Mara\nHi Mara, hello.")
        #expect(lint.problems(of: send(all.filter { $0.key != "4" })).isEmpty)
        for (key, slot) in [("1", ["header.1", "body.1"]), ("2", ["body.2"]), ("3", ["button.0"])] {
            #expect(lint.problems(of: send(all.filter { $0.key != key })).map(\.slot) == slot, "\(key)")
        }
        #expect(lint.problems(of: send(all.merging(["5": "x"]) { $1 })).map(\.slot) == ["body.5"])
    }

    @Test func aPreview_showsMarksForFilesAndButtons() {
        let row = Self.rows[0]
        let preview = TemplatePreview(row.template, row.send)
        #expect(preview.picture == "[image]\nHi Mara, see you Monday.\n[Confirm] [Details] [Call]")
        #expect(preview.text == "Hi Mara, see you Monday.")
        #expect(TemplatePreview(row.template, TemplateSend(name: "visit")).text == "Hi {{1}}, see you {{2}}.")
    }

    @Test func aTextWithMoreThanTenPlaceholders_countsThemByNumber() {
        let text = TemplateText("{{10}} {{2}} {{ 1 }} {{2}}")
        #expect(text.placeholders == ["1", "2", "10"])
        #expect(text.filled(["1": "a", "2": "b", "10": "c"]) == "c b a b")
    }
}
