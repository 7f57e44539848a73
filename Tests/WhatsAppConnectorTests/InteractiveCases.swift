import ConnectorTesting
import Core

/// What becomes of buttons, links, location requests, lists and carousels.
enum InteractiveCases {
    static func reply(_ text: String, _ payload: String) -> Action { Action(.reply(payload: payload, iconURL: nil), text: text) }
    static func link(_ text: String, _ uri: String = "https://x.example") -> Action { Action(.link(uri: uri), text: text) }

    /// Replies titled 1, 2, …
    static func replies(_ count: Int) -> [Action] { (0..<count).map { reply("\($0 + 1)", "p\($0 + 1)") } }

    static func button(_ id: String, _ title: String) -> String { #"{"type":"reply","reply":{"id":"\#(id)","title":"\#(title)"}}"# }

    static func buttons(_ body: String, header: String = "", _ buttons: String...) -> String {
        #""type":"interactive","interactive":{"type":"button",\#(header)"body":{"text":"\#(body)"},"action":{"buttons":[\#(buttons.joined(separator: ","))]}}"#
    }

    static func list(_ body: String, _ rows: [String]) -> String {
        #""type":"interactive","interactive":{"type":"list","body":{"text":"\#(body)"},"action":{"button":"Options","sections":[{"rows":[\#(rows.joined(separator: ","))]}]}}"#
    }

    static func row(_ id: String, _ title: String, _ description: String? = nil) -> String {
        #"{"id":"\#(id)","title":"\#(title)"\#(description.map { #","description":"\#($0)""# } ?? "")}"#
    }

    static func rows(_ count: Int) -> [String] { (1...count).map { row("p\($0)", "\($0)") } }

    static func cta(_ body: String, _ label: String) -> String {
        #""type":"interactive","interactive":{"type":"cta_url","body":{"text":"\#(body)"},"action":{"name":"cta_url","parameters":{"display_text":"\#(label)","url":"https://x.example"}}}"#
    }

    static func locationRequest(_ body: String) -> String {
        #""type":"interactive","interactive":{"type":"location_request_message","body":{"text":"\#(body)"},"action":{"name":"send_location"}}"#
    }

    static func text(_ label: String, _ text: String, _ actions: [Action], _ rest: String...) -> OutboundCase {
        SendingCases.requests(label, SendingCases.message(.text(TextContent(text, actions: actions))), rest.map { SendingCases.body($0) })
    }

    static func x(_ count: Int) -> String { SendingCases.x(count) }
    static func plain(_ text: String) -> String { SendingCases.text(text) }

    static let all = buttonRows + listRows + linkRows + cardRows

    static let buttonRows = [
        text("one button", "Keep?", replies(1), buttons("Keep?", button("p1", "1"))),
        text("three buttons", "Keep?", replies(3), buttons("Keep?", button("p1", "1"), button("p2", "2"), button("p3", "3"))),
        text("postbacks are buttons too", "Keep?", [Action(.postback(payload: "p"), text: "Yes")], buttons("Keep?", button("p", "Yes"))),
        text("title of 20", "?", [reply(x(20), "p")], buttons("?", button("p", x(20)))),
        text("title of 21 makes a list", "?", [reply(x(21), "p")], list("?", [row("p", x(21))])),
        text("id of 256", "?", [reply("a", x(256))], buttons("?", button(x(256), "a"))),
        text("id of 257 cannot be pressed", "?", [reply("a", x(257))], plain("?\\n1. a")),
        text("equal titles make a list", "?", [reply("a", "1"), reply("a", "2")], list("?", [row("1", "a"), row("2", "a")])),
        text("equal ids cannot be told apart", "?", [reply("a", "1"), reply("b", "1")], plain("?\\n1. a\\n2. b")),
        text("body of 1024", x(1024), replies(1), buttons(x(1024), button("p1", "1"))),
        text("body of 1025 goes ahead in part", x(1025), replies(1), plain(x(1024)), buttons("x", button("p1", "1"))),
        text("no text", "", replies(1), buttons("…", button("p1", "1"))),
        text("no payload: the title is sent back", "?", [reply("a", "")], buttons("?", button("a", "a"))),
        SendingCases.requests(
            "buttons below a picture",
            SendingCases.message(SendingCases.file(.image, caption: "Look", actions: replies(1))),
            [
                SendingCases.body(
                    buttons("Look", header: #""header":{"type":"image","image":{"link":"https://x.example/a"}},"#, button("p1", "1")))
            ]),
        SendingCases.requests(
            "buttons after audio", SendingCases.message(SendingCases.file(.audio, caption: "Listen", actions: replies(1))),
            [SendingCases.body(SendingCases.part("audio")), SendingCases.body(buttons("Listen", button("p1", "1")))]),
    ]

    static let listRows = [
        text("four replies make a list", "Which?", replies(4), list("Which?", rows(4))),
        text("ten replies", "Which?", replies(10), list("Which?", rows(10))),
        text(
            "eleven replies become numbered text", "Which?", replies(11),
            plain("Which?\\n" + (1...11).map { "\($0). \($0)" }.joined(separator: "\\n"))),
        text("row title of 24", "?", [reply(x(24), "p")], list("?", [row("p", x(24))])),
        text("row title of 25 is cut, and stands in full below", "?", [reply(x(25), "p")], list("?", [row("p", x(23) + "…", x(25))])),
        text("title of 72", "?", [reply(x(72), "p")], list("?", [row("p", x(23) + "…", x(72))])),
        text("title of 73 becomes text", "?", [reply(x(73), "p")], plain("?\\n1. \(x(73))")),
        text("row id of 200", "?", replies(3) + [reply("a", x(200))], list("?", rows(3) + [row(x(200), "a")])),
        text("row id of 201", "?", replies(3) + [reply("a", x(201))], plain("?\\n1. 1\\n2. 2\\n3. 3\\n4. a")),
        text("list body of 4096", x(4096), replies(4), list(x(4096), rows(4))),
        text("list body of 4097", x(4097), replies(4), plain(x(4096)), list("x", rows(4))),
    ]

    static let linkRows = [
        text("one link", "Shop", [link("Open")], cta("Shop", "Open")),
        text("label of 20", "Shop", [link(x(20))], cta("Shop", x(20))),
        text("label of 21", "Shop", [link(x(21))], SendingCases.text("Shop\\n\(x(21)): https://x.example", preview: true)),
        text("address for calls", "Shop", [link("Call", "tel:+15550102030")], plain("Shop\\nCall: tel:+15550102030")),
        text(
            "two links", "Shop", [link("A"), link("B")],
            SendingCases.text("Shop\\nA: https://x.example\\nB: https://x.example", preview: true)),
        text(
            "a link beside replies", "Shop", replies(1) + [link("A")], buttons("Shop\\nA: https://x.example", button("p1", "1"))),
        text(
            "a page inside the chat becomes its fallback", "Shop",
            [Action(.webview(uri: "https://in.example", fallback: "https://x.example"), text: "Open")],
            cta("Shop", "Open")),
        text("location request", "Where?", [Action(.locationRequest, text: "Send it")], locationRequest("Where?")),
        text(
            "location request beside replies", "Where?", replies(1) + [Action(.locationRequest, text: "Send it")],
            buttons("Where?", button("p1", "1")), locationRequest("Send it")),
    ]

    static func item(_ title: String, _ description: String?, url: String? = nil, _ actions: [Action]) -> Item {
        Item(title: title, description: description, mediaURL: url, actions: actions)
    }

    static func content(_ label: String, _ content: Content, _ rest: String...) -> OutboundCase {
        SendingCases.requests(label, SendingCases.message(content), rest.map { SendingCases.body($0) })
    }

    static let cardRows = [
        content(
            "list of cards that fit rows", .list([item(x(24), x(72), [reply("a", "1")]), item("B", nil, [reply("b", "2")])], actions: []),
            list("Options", [row("1", x(24), x(72)), row("2", "B")])),
        content(
            "card title of 25: text parts", .list([item(x(25), "d", [reply("a", "1")])], actions: []),
            buttons("\(x(25))\\nd", button("1", "a"))),
        content(
            "card description of 73: text parts", .list([item("A", x(73), [reply("a", "1")])], actions: []),
            buttons("A\\n\(x(73))", button("1", "a"))),
        content(
            "list with actions of its own", .list([item("A", nil, [reply("a", "1")])], actions: replies(1)),
            buttons("A", button("1", "a")), buttons("…", button("p1", "1"))),
        content(
            "carousel",
            .carousel(
                CarouselContent([item("A", "d", url: "https://x.example/a", [reply("a", "1")]), item("B", nil, [link("Open")])])),
            buttons("A\\nd", header: #""header":{"type":"image","image":{"link":"https://x.example/a"}},"#, button("1", "a")),
            cta("B", "Open")),
    ]
}
