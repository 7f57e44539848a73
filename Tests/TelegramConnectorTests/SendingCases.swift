import ConnectorKit
import ConnectorTesting
import Core

/// What each kind of content is sent as.
enum SendingCases {
    static func message(
        _ content: Content, to recipient: String = "4815162342", override: String? = nil, quoted: String? = nil
    ) -> OutboundMessage {
        OutboundMessage(
            id: ID(high: 7, low: 7), recipient: recipient, content: content, override: override.map { JSONBytes(Array($0.utf8)) },
            quoted: quoted)
    }

    static func accepted(_ id: Int) -> HTTPResponse {
        HTTPResponse(
            status: 200, body: Array(#"{"ok":true,"result":{"message_id":\#(id),"date":1,"chat":{"id":4815162342,"type":"private"}}}"#.utf8)
        )
    }

    /// A case whose requests hold the given members behind `chat_id`.
    static func row(_ label: String, _ content: Content, _ rest: String...) -> OutboundCase {
        requests(label, message(content), rest.map { #"{"chat_id":4815162342,\#($0)}"# })
    }

    static func override(_ label: String, _ override: String, _ rest: String...) -> OutboundCase {
        requests(label, message(.text(TextContent("x")), override: override), rest.map { #"{"chat_id":4815162342,\#($0)}"# })
    }

    static func requests(_ label: String, _ message: OutboundMessage, _ bodies: [String]) -> OutboundCase {
        let requests = bodies.enumerated().map { place, body in
            OutboundCase.Request(
                body, answer: accepted(50 + place), outcome: .accepted(externalID: "4815162342:\(50 + place)", recipient: nil))
        }
        return OutboundCase(label, message, correlation: "c-1", expected: .requests(requests))
    }

    static func refused(_ label: String, _ message: OutboundMessage, _ code: FailureCode) -> OutboundCase {
        OutboundCase(label, message, correlation: "c-1", expected: .refused(code))
    }

    private static func media(
        _ kind: MediaContent.Kind, type: String? = nil, size: Int? = nil, caption: String? = nil, actions: [Action] = [],
        url: String? = "https://f.example/a"
    ) -> Content {
        let media = MediaContent(kind: kind, url: url, mediaType: type, size: size, caption: caption, actions: actions)
        return kind == .image ? .image(media) : .file(media)
    }

    private static let smileys = String(repeating: "😀", count: 2048)
    private static let a4096 = String(repeating: "a", count: 4096)

    static let contents: [OutboundCase] = [
        row("text", .text(TextContent("Hi \"you\"\n😀")), #""text":"Hi \"you\"\n😀""#),
        row("4096 units are one message", .text(TextContent(a4096)), #""text":"\#(a4096)""#),
        row("4097 units are two", .text(TextContent(a4096 + "b")), #""text":"\#(a4096)""#, #""text":"b""#),
        row("units are UTF-16", .text(TextContent(smileys + "b")), #""text":"\#(smileys)""#, #""text":"b""#),
        requests(
            "quoted", message(.text(TextContent("a")), quoted: "4815162342:31"),
            [#"{"chat_id":4815162342,"reply_parameters":{"message_id":31,"allow_sending_without_reply":true},"text":"a"}"#]),
        requests("quoted from another chat", message(.text(TextContent("a")), quoted: "99:31"), [#"{"chat_id":4815162342,"text":"a"}"#]),
        requests("group", message(.text(TextContent("a")), to: "-1001234567890"), [#"{"chat_id":-1001234567890,"text":"a"}"#])
            .withoutOutcome,
        requests(
            "business chat", message(.text(TextContent("a")), to: "bc1/4815162342"),
            [#"{"chat_id":4815162342,"business_connection_id":"bc1","text":"a"}"#]
        ).withoutOutcome,
        row("photo", media(.image, caption: "c"), #""photo":"https://f.example/a","caption":"c""#),
        row("gif", media(.image, type: "image/gif"), #""animation":"https://f.example/a""#),
        row("video", media(.video), #""video":"https://f.example/a""#),
        row("audio", media(.audio, type: "audio/mpeg"), #""audio":"https://f.example/a""#),
        row("voice", media(.audio, type: "audio/OGG; codecs=opus"), #""voice":"https://f.example/a""#),
        row("document", media(.document), #""document":"https://f.example/a""#),
        row("sticker takes no caption", media(.sticker, caption: "c"), #""sticker":"https://f.example/a""#, #""text":"c""#),
        row("file by its id", .file(MediaContent(kind: .document, reference: MediaReference(id: "BQAD"))), #""document":"BQAD""#),
        row(
            "caption at the limit", media(.image, caption: String(repeating: "c", count: 1024)),
            #""photo":"https://f.example/a","caption":"\#(String(repeating: "c", count: 1024))""#),
        row(
            "caption past the limit", media(.image, caption: String(repeating: "c", count: 1025)), #""photo":"https://f.example/a""#,
            #""text":"\#(String(repeating: "c", count: 1025))""#),
        row("location", .location(LocationContent(latitude: 1.5, longitude: -2)), #""latitude":1.5,"longitude":-2"#),
        row(
            "venue", .location(LocationContent(latitude: 1.5, longitude: -2, name: "Shop", address: "Main St 1")),
            #""latitude":1.5,"longitude":-2,"title":"Shop","address":"Main St 1""#),
        row(
            "venue without address", .location(LocationContent(latitude: 1.5, longitude: -2, name: "Shop")),
            #""latitude":1.5,"longitude":-2,"title":"Shop","address":"Shop""#),
        refused("no text", message(.text(TextContent(" \n"))), .contentUnsupported),
        refused("template", message(.template(JSONBytes(Array("{}".utf8)))), .contentUnsupported),
        refused("address of another channel", message(.text(TextContent("a")), to: "+1555"), .recipientInvalid),
        refused("no address", message(.text(TextContent("a")), to: ""), .recipientInvalid),
        refused("file from nowhere", message(media(.image, url: "ftp://f.example/a")), .mediaUnavailable),
        refused("file without address", message(media(.image, url: nil)), .mediaUnavailable),
        refused("photo too large for a URL", message(media(.image, size: 5 << 20 + 1)), .mediaTooLarge),
        refused("file too large for a URL", message(media(.document, size: 20 << 20 + 1)), .mediaTooLarge),
    ]

    // MARK: Buttons

    private static let link = Action(.link(uri: "https://a.example"), text: "Open")
    private static let track = Action(.postback(payload: "track:1"), text: "Track it")
    private static let yes = Action(.reply(payload: "yes", iconURL: nil), text: "Yes")
    private static let place = Action(.locationRequest, text: "Where are you?")
    private static let page = Action(.webview(uri: "https://a.example/app", fallback: "https://a.example"), text: "Book")

    private static func inline(_ buttons: String...) -> String {
        #""reply_markup":{"inline_keyboard":[\#(buttons.map { "[\($0)]" }.joined(separator: ","))]}"#
    }

    private static let locationKeyboard =
        #""reply_markup":{"keyboard":[[{"text":"Where are you?","request_location":true}]],"resize_keyboard":true,"one_time_keyboard":true}"#

    static let buttons: [OutboundCase] = [
        row(
            "buttons", .text(TextContent("a", actions: [yes, track, link, page])),
            #""text":"a",\#(inline(#"{"text":"Yes","callback_data":"reply:yes"}"#, #"{"text":"Track it","callback_data":"track:1"}"#, #"{"text":"Open","url":"https://a.example"}"#, #"{"text":"Book","web_app":{"url":"https://a.example/app"}}"#))"#
        ),
        requests(
            "page inside the chat, in a group", message(.text(TextContent("a", actions: [page])), to: "-5"),
            [#"{"chat_id":-5,"text":"a",\#(inline(#"{"text":"Book","url":"https://a.example"}"#))}"#]
        ).withoutOutcome,
        row(
            "location request", .text(TextContent("a", actions: [place])), #""text":"a""#, #""text":"Where are you?",\#(locationKeyboard)"#),
        row(
            "buttons below the last part", .text(TextContent(a4096 + "b", actions: [track])), #""text":"\#(a4096)""#,
            #""text":"b",\#(inline(#"{"text":"Track it","callback_data":"track:1"}"#))"#),
        row(
            "payload of 64 bytes",
            .text(TextContent("a", actions: [Action(.postback(payload: String(repeating: "é", count: 32)), text: "t")])),
            #""text":"a",\#(inline(#"{"text":"t","callback_data":"\#(String(repeating: "é", count: 32))"}"#))"#),
        row(
            "payload too long is a line",
            .text(TextContent("a", actions: [Action(.postback(payload: String(repeating: "p", count: 65)), text: "t"), yes])),
            #""text":"a\n1. t",\#(inline(#"{"text":"Yes","callback_data":"reply:yes"}"#))"#),
        row(
            "address that Telegram does not open",
            .text(TextContent("a", actions: [Action(.link(uri: "mailto:a@b.example"), text: "Write")])),
            #""text":"a\nWrite: mailto:a@b.example""#),
        row(
            "file with buttons", media(.image, caption: "c", actions: [track]),
            #""photo":"https://f.example/a","caption":"c",\#(inline(#"{"text":"Track it","callback_data":"track:1"}"#))"#),
        row(
            "cards",
            .carousel(
                CarouselContent([
                    Item(title: "One", description: "first", mediaURL: "https://f.example/1", actions: [link]),
                    Item(title: "Two", actions: [track]),
                ])),
            #""photo":"https://f.example/1","caption":"One\nfirst",\#(inline(#"{"text":"Open","url":"https://a.example"}"#))"#,
            #""text":"Two",\#(inline(#"{"text":"Track it","callback_data":"track:1"}"#))"#),
        row(
            "list with actions of its own", .list([Item(title: "One", actions: [track])], actions: [link]),
            #""text":"One",\#(inline(#"{"text":"Track it","callback_data":"track:1"}"#))"#,
            #""text":"…",\#(inline(#"{"text":"Open","url":"https://a.example"}"#))"#),
    ]

    // MARK: Overrides

    static let overrides: [OutboundCase] = [
        override("own body", #"{"text":"*x*","parse_mode":"MarkdownV2","chat_id":1}"#, #""text":"*x*","parse_mode":"MarkdownV2""#),
        override("own method", #"{"method":"sendDice","emoji":"🎯"}"#, #""emoji":"🎯""#),
        override(
            "long text, entities kept",
            #"{"text":"\#(a4096)bcd","entities":[{"type":"bold","offset":4095,"length":3},{"type":"text_link","offset":4097,"length":1,"url":"https://a.example"},{"type":"bold","offset":-1,"length":3}],"reply_markup":{"x":1},"protect_content":true}"#,
            #""text":"\#(a4096)","entities":[{"offset":4095,"length":1,"type":"bold"}],"protect_content":true"#,
            #""text":"bcd","entities":[{"offset":0,"length":2,"type":"bold"},{"offset":1,"length":1,"type":"text_link","url":"https://a.example"}],"reply_markup":{"x":1},"protect_content":true"#
        ),
        refused("override that is no object", message(.text(TextContent("x")), override: "[]"), .contentUnsupported),
        refused(
            "override of another method", message(.text(TextContent("x")), override: #"{"method":"deleteWebhook"}"#), .contentUnsupported),
        refused("override with a path", message(.text(TextContent("x")), override: #"{"method":"../x"}"#), .contentUnsupported),
        refused(
            "long text with marks inside", message(.text(TextContent("x")), override: #"{"text":"\#(a4096)b","parse_mode":"HTML"}"#),
            .contentTooLong),
    ]
}

extension OutboundCase {
    /// The same case without a look at the answers.
    var withoutOutcome: OutboundCase {
        guard case .requests(let requests) = expected else { return self }
        let open = requests.map { OutboundCase.Request($0.body, answer: $0.answer, outcome: nil) }
        return OutboundCase(label, message, correlation: correlation, expected: .requests(open))
    }
}
