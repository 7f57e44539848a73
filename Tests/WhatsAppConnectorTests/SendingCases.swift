import ConnectorKit
import ConnectorTesting
import Core

/// What each kind of content is sent as, at the limits and one past them.
enum SendingCases {
    /// A body around `rest`, the members from `type` on.
    static func body(_ rest: String, to: String = #""to":"+15550107777""#, context: String = "") -> String {
        #"{"messaging_product":"whatsapp","recipient_type":"individual",\#(to),\#(context)"biz_opaque_callback_data":"c-1",\#(rest)}"#
    }

    static func accepted(_ id: String) -> HTTPResponse {
        let text =
            #"{"messaging_product":"whatsapp","contacts":[{"input":"+15550107777","wa_id":"15550107777"}],"messages":[{"id":"\#(id)"}]}"#
        return HTTPResponse(status: 200, body: Array(text.utf8))
    }

    static func message(
        _ content: Content, to recipient: String = "15550107777", override: String? = nil, quoted: String? = nil
    ) -> OutboundMessage {
        OutboundMessage(
            id: ID(high: 7, low: 7), recipient: recipient, content: content, override: override.map { JSONBytes(Array($0.utf8)) },
            quoted: quoted)
    }

    /// A case whose requests hold the given members from `type` on.
    static func row(_ label: String, _ content: Content, _ rest: String...) -> OutboundCase {
        requests(label, message(content), rest.map { body($0) })
    }

    static func requests(_ label: String, _ message: OutboundMessage, _ bodies: [String]) -> OutboundCase {
        let requests = bodies.enumerated().map { place, body in
            let id = "wamid.OUT\(place)"
            return OutboundCase.Request(body, answer: accepted(id), outcome: .accepted(externalID: id, recipient: nil))
        }
        return OutboundCase(label, message, correlation: "c-1", expected: .requests(requests))
    }

    static func refused(_ label: String, _ message: OutboundMessage, _ code: FailureCode) -> OutboundCase {
        OutboundCase(label, message, correlation: "c-1", expected: .refused(code))
    }

    static func text(_ text: String, preview: Bool = false) -> String {
        #""type":"text","text":{"body":"\#(text)","preview_url":\#(preview)}"#
    }

    static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    static let all = texts + addresses + media + places + templates + overrides

    static let texts = [
        row("text", .text(TextContent("Hello")), text("Hello")),
        row(
            "text with an address has a preview", .text(TextContent("see HTTPS://x.example")), text("see HTTPS://x.example", preview: true)),
        row(
            "text with something like an address has none", .text(TextContent("xhttp: //, http:/ https:")), text("xhttp: //, http:/ https:")
        ),
        row("text of 4096 characters", .text(TextContent(x(4096))), text(x(4096))),
        row("text of 4097 characters", .text(TextContent(x(4097))), text(x(4096)), text("x")),
        row(
            "long text ends a part after a paragraph", .text(TextContent(x(3000) + "\n\n" + x(2000))), text(x(3000) + "\\n\\n"),
            text(x(2000))),
        row(
            "Korean without spaces", .text(TextContent(String(repeating: "안", count: 5000))), text(String(repeating: "안", count: 4096)),
            text(String(repeating: "안", count: 904))),
        refused("blank text", message(.text(TextContent(" \n "))), .contentUnsupported),
        requests(
            "reply to a message: only the first part quotes", message(.text(TextContent(x(4097))), quoted: "wamid.T1"),
            [body(text(x(4096)), context: #""context":{"message_id":"wamid.T1"},"#), body(text("x"))]),
    ]

    static let addresses = [
        requests("number as people write it", message(.text(TextContent("a")), to: "+1 (555) 010-7777"), [body(text("a"))]),
        OutboundCase(
            "user id, trap 6", message(.text(TextContent("a")), to: "US.48"), correlation: "c-1",
            expected: .requests([
                OutboundCase.Request(
                    body(text("a"), to: #""recipient":"US.48""#),
                    answer: HTTPResponse(
                        status: 200, body: Array(#"{"contacts":[{"input":"US.48","user_id":"US.48"}],"messages":[{"id":"w"}]}"#.utf8)),
                    outcome: .accepted(externalID: "w", recipient: nil))
            ])),
        OutboundCase(
            "the number that Meta adapts, trap 10", message(.text(TextContent("a")), to: "5511987654321"), correlation: "c-1",
            expected: .requests([
                OutboundCase.Request(
                    body(text("a"), to: #""to":"+5511987654321""#),
                    answer: HTTPResponse(
                        status: 200,
                        body: Array(#"{"contacts":[{"input":"+5511987654321","wa_id":"551187654321"}],"messages":[{"id":"w"}]}"#.utf8)),
                    outcome: .accepted(externalID: "w", recipient: "551187654321"))
            ])),
        refused("neither number nor id", message(.text(TextContent("a")), to: "mara"), .recipientInvalid),
        refused("no address", message(.text(TextContent("a")), to: ""), .recipientInvalid),
    ]

    static func file(
        _ kind: MediaContent.Kind, _ url: String? = "https://x.example/a", type: String? = nil, size: Int? = nil, filename: String? = nil,
        caption: String? = nil, actions: [Action] = []
    ) -> Content {
        let media = MediaContent(
            kind: kind, url: url, mediaType: type, size: size, filename: filename, caption: caption, actions: actions)
        return kind == .image ? .image(media) : .file(media)
    }

    static func part(_ kind: String, _ more: String = "") -> String {
        #""type":"\#(kind)","\#(kind)":{"link":"https://x.example/a"\#(more)}"#
    }

    static let media = [
        row("image", file(.image, type: "image/jpeg", size: 5 << 20, caption: "Look"), part("image", #","caption":"Look""#)),
        row("image with a caption of 1024", file(.image, caption: x(1024)), part("image", #","caption":"\#(x(1024))""#)),
        row("image with a caption of 1025", file(.image, caption: x(1025)), part("image"), text(x(1025))),
        row("video", file(.video, type: "video/mp4"), part("video")),
        row("audio: its caption follows", file(.audio, type: "audio/ogg; codecs=opus", caption: "Listen"), part("audio"), text("Listen")),
        row("sticker: its caption follows", file(.sticker, type: "image/webp", caption: "hi"), part("sticker"), text("hi")),
        row(
            "document with a name, trap 16", file(.document, filename: "a b.pdf", caption: "c"),
            part("document", #","caption":"c","filename":"a b.pdf""#)),
        row(
            "document named by its address", file(.document, "https://x.example/p/q.pdf?v=1#f"),
            #""type":"document","document":{"link":"https://x.example/p/q.pdf?v=1#f","filename":"q.pdf"}"#),
        requests(
            "file that Meta holds", message(.image(MediaContent(kind: .image, reference: MediaReference(id: "9")))),
            [body(#""type":"image","image":{"id":"9"}"#)]),
        refused("WebP as a picture, trap 16", message(file(.image, type: "image/webp")), .mediaUnsupported),
        refused("octet stream as audio, trap 16", message(file(.audio, type: "application/octet-stream")), .mediaUnsupported),
        refused("picture over 5 MB", message(file(.image, size: 5 << 20 + 1)), .mediaTooLarge),
        refused("address that is none", message(file(.image, "ftp://x.example/a")), .mediaUnavailable),
        refused("no address at all", message(file(.image, nil)), .mediaUnavailable),
    ]

    static let places = [
        row(
            "location", .location(LocationContent(latitude: 41.38506, longitude: 2.1734, name: "Cafe", address: "5 Quay St")),
            #""type":"location","location":{"latitude":41.38506,"longitude":2.1734,"name":"Cafe","address":"5 Quay St"}"#),
        row(
            "location, bare", .location(LocationContent(latitude: -33, longitude: 151)),
            #""type":"location","location":{"latitude":-33,"longitude":151}"#),
    ]

    static func template(_ text: String) -> Content { .template(JSONBytes(Array(text.utf8))) }

    static func parameter(_ text: String) -> Content {
        template(#"{"name":"a","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"\#(text)"}]}]}"#)
    }

    static let templates = [
        row(
            "template",
            template(
                #"{"name":"visit","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Mara"}]}]}"#
            ),
            #""type":"template","template":{"name":"visit","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Mara"}]}]}"#
        ),
        row(
            "template with `component` and a hyphen, trap 14",
            template(#"{"name":"visit","language":{"policy":"deterministic","code":"pt-BR"},"component":[{"type":"body"}]}"#),
            #""type":"template","template":{"name":"visit","language":{"policy":"deterministic","code":"pt_BR"},"components":[{"type":"body"}]}"#
        ),
        row(
            "template without values", template(#"{"name":"visit","language":"en"}"#),
            #""type":"template","template":{"name":"visit","language":{"code":"en"}}"#),
        row(
            "value with four spaces", parameter("a    b"),
            #""type":"template","template":{"name":"a","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"a    b"}]}]}"#
        ),
        refused("value with five spaces, trap 12", message(parameter("a     b")), .templateParameters),
        refused("value with a line end, trap 12", message(parameter("a\\nb")), .templateParameters),
        refused("value with a tab, trap 12", message(parameter("a\\tb")), .templateParameters),
        refused("empty value, trap 13", message(parameter("")), .templateParameters),
        refused("template without a name", message(template("{}")), .templateNotFound),
        refused("template that is no object", message(template("[1]")), .templateParameters),
    ]

    static func override(_ label: String, _ given: String, quoted: String? = nil, _ sent: String) -> OutboundCase {
        requests(label, message(.text(TextContent("unused")), override: given, quoted: quoted), [sent])
    }

    static let contacts = #""type":"contacts","contacts":[{"name":{"formatted_name":"Bo","first_name":"Bo"}}]"#

    static let overrides = [
        override(
            "contacts by override", "{\(contacts)}", quoted: "wamid.T1",
            #"{"messaging_product":"whatsapp","to":"+15550107777","context":{"message_id":"wamid.T1"},"biz_opaque_callback_data":"c-1",\#(contacts)}"#
        ),
        override(
            "reaction by override takes no context", #"{"type":"reaction","reaction":{"message_id":"wamid.T1","emoji":""}}"#,
            quoted: "wamid.T1",
            #"{"messaging_product":"whatsapp","to":"+15550107777","biz_opaque_callback_data":"c-1","type":"reaction","reaction":{"message_id":"wamid.T1","emoji":""}}"#
        ),
        override(
            "what the override says wins",
            #"{"messaging_product":"whatsapp","recipient":"US.1","context":{"message_id":"w"},"biz_opaque_callback_data":"mine","type":"text"}"#,
            quoted: "wamid.T1",
            #"{"messaging_product":"whatsapp","recipient":"US.1","context":{"message_id":"w"},"biz_opaque_callback_data":"mine","type":"text"}"#
        ),
        refused("override that is no object", message(.text(TextContent("a")), override: "3"), .contentUnsupported),
    ]
}
