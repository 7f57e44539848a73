import ConnectorTesting
import Core

/// One case per kind of message: the element of `messages`, and what it must become.
enum MessageCases {
    static let sender = Sender(addresses: ["15550107777"], phone: "15550107777", displayName: "Mara Okafor")
    static let hash = "3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    /// A case whose id is `wamid.<id>` and whose time is 1781000000.
    static func item(
        _ label: String, _ id: String, _ rest: String, sender: Sender? = sender, _ body: InboundEvent.Body
    ) -> InboundCase {
        let item = #"{"from":"15550107777","id":"wamid.\#(id)","timestamp":"1781000000",\#(rest)}"#
        let contact = #"{"profile":{"name":"Mara Okafor"},"wa_id":"15550107777"}"#
        let value = #"{\#(TestAccount.metadata),"contacts":[\#(contact)],"messages":[\#(item)]}"#
        let event = InboundEvent(externalID: "wamid.\(id)", at: Instant(seconds: 1_781_000_000), sender: sender, body: body)
        return InboundCase(label, body: TestAccount.envelope(value: value), receivedAt: TestAccount.receivedAt, expected: [event])
    }

    static func text(_ text: String, payload: String? = nil) -> Content { .text(TextContent(text, payload: payload)) }

    private static func file(
        _ kind: MediaContent.Kind, id: String, type: String, url: String? = nil, filename: String? = nil, caption: String? = nil
    ) -> MediaContent {
        MediaContent(
            kind: kind, reference: MediaReference(id: id, url: url, sha256: hash), mediaType: type, filename: filename, caption: caption)
    }

    static let all = plain + media + answers + others + contexts

    static let plain = [
        item(
            "text", "T1", #""type":"text","text":{"body":"Is the blue one in stock?"}"#,
            .message(InboundMessage([text("Is the blue one in stock?")]))),
        item(
            "text beyond ASCII, escaped", "T2", #""type":"text","text":{"body":"caf\u00e9 \ud83d\udc4d \uc548\ub155"}"#,
            .message(InboundMessage([text("café 👍 안녕")]))),
        item("text without a body", "T3", #""type":"text","text":{}"#, .unknown(kind: "text", detail: nil)),
        item(
            "location with a place", "L1",
            #""type":"location","location":{"latitude":41.38506,"longitude":2.1734,"name":"Old Harbour Cafe","address":"5 Quay St","url":"https://harbour.example"}"#,
            .message(
                InboundMessage(
                    [.location(LocationContent(latitude: 41.38506, longitude: 2.1734, name: "Old Harbour Cafe", address: "5 Quay St"))],
                    kind: "location"))),
        item(
            "location, bare", "L2", #""type":"location","location":{"latitude":-33,"longitude":151.2}"#,
            .message(InboundMessage([.location(LocationContent(latitude: -33, longitude: 151.2))], kind: "location"))),
        item(
            "contact card, full", "C1",
            #"""
            "type":"contacts","contacts":[{"name":{"formatted_name":"Ilse Brandt","first_name":"Ilse"},
            "phones":[{"phone":"+1 555-010-8888","wa_id":"15550108888","type":"CELL"}],"emails":[{"email":"ilse@brandt.example","type":"WORK"}],
            "addresses":[{"street":"9 Mill Rd","city":"Springfield","state":"IL","zip":"62701","country":"United States"}],
            "org":{"company":"Brandt Ltd","department":"Sales","title":"Agent"},"urls":[{"url":"https://brandt.example"}],"birthday":"1990-04-02"}]
            """#,
            .message(
                InboundMessage(
                    [
                        text(
                            "Ilse Brandt\n+1 555-010-8888\nilse@brandt.example\nBrandt Ltd, Sales, Agent\n9 Mill Rd, Springfield, IL, 62701, United States\nhttps://brandt.example\n1990-04-02"
                        )
                    ], kind: "contacts"))),
        item(
            "contact cards, nearly empty", "C2",
            #""type":"contacts","contacts":[{"name":{"first_name":"Bo"}},{"phones":[{"wa_id":"15550109999"}]}]"#,
            .message(InboundMessage([text("Bo\n\n[contact]\n15550109999")], kind: "contacts"))),
    ]

    static let media = [
        item(
            "image", "I1",
            #""type":"image","image":{"caption":"This part broke","mime_type":"image/jpeg","sha256":"\#(hash)","id":"900000000000011","url":"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=900000000000011"}"#,
            .message(
                InboundMessage(
                    [
                        .image(
                            file(
                                .image, id: "900000000000011", type: "image/jpeg",
                                url: "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=900000000000011",
                                caption: "This part broke"))
                    ], kind: "image"))),
        item(
            "video", "V1", #""type":"video","video":{"mime_type":"video/mp4","sha256":"\#(hash)","id":"900000000000012"}"#,
            .message(InboundMessage([.file(file(.video, id: "900000000000012", type: "video/mp4"))], kind: "video"))),
        item(
            "voice", "A1",
            #""type":"audio","audio":{"mime_type":"audio/ogg; codecs=opus","sha256":"\#(hash)","id":"900000000000013","voice":true}"#,
            .message(InboundMessage([.file(file(.audio, id: "900000000000013", type: "audio/ogg; codecs=opus"))], kind: "voice"))),
        item(
            "audio", "A2", #""type":"audio","audio":{"mime_type":"audio/mpeg","sha256":"\#(hash)","id":900000000000013,"voice":false}"#,
            .message(InboundMessage([.file(file(.audio, id: "900000000000013", type: "audio/mpeg"))], kind: "audio"))),
        item(
            "document", "D1",
            #""type":"document","document":{"caption":"Signed copy","filename":"contract v2.pdf","mime_type":"application/pdf","sha256":"\#(hash)","id":"900000000000014"}"#,
            .message(
                InboundMessage(
                    [
                        .file(
                            file(
                                .document, id: "900000000000014", type: "application/pdf", filename: "contract v2.pdf",
                                caption: "Signed copy"))
                    ],
                    kind: "document"))),
        item(
            "sticker", "S1",
            #""type":"sticker","sticker":{"mime_type":"image/webp","sha256":"\#(hash)","id":"900000000000015","animated":false}"#,
            .message(InboundMessage([.file(file(.sticker, id: "900000000000015", type: "image/webp"))], kind: "sticker"))),
        item(
            "video over 100 MB", "V2",
            #""type":"video","video":{"caption":"look"},"errors":[{"code":131052,"title":"Media download error","error_data":{"details":"Too big"}}]"#,
            .message(InboundMessage([text("[video] The customer's file could not be downloaded; ask for it again.\nlook")], kind: "video"))),
        item("image without an id", "I2", #""type":"image","image":{}"#, .unknown(kind: "image", detail: nil)),
    ]

    static let answers = [
        item(
            "button reply", "B1",
            #""type":"interactive","context":{"from":"15550102030","id":"wamid.OUT1"},"interactive":{"type":"button_reply","button_reply":{"id":"confirm:42","title":"Confirm"}}"#,
            .message(InboundMessage([text("Confirm", payload: "confirm:42")], kind: "button_reply", quoted: "wamid.OUT1"))),
        item(
            "list reply", "B2",
            #""type":"interactive","context":{"id":"wamid.OUT2"},"interactive":{"type":"list_reply","list_reply":{"id":"slot:0900","title":"09:00","description":"Monday"}}"#,
            .message(InboundMessage([text("09:00", payload: "slot:0900")], kind: "list_reply", quoted: "wamid.OUT2"))),
        item(
            "flow reply", "B3",
            #""type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"flow_token\":\"ft-77\",\"email\":\"mara@okafor.example\",\"n\":[1,2]}"}}"#,
            .message(
                InboundMessage(
                    [
                        text(
                            "Sent\nemail: mara@okafor.example\nn: [1,2]",
                            payload: #"{"flow_token":"ft-77","email":"mara@okafor.example","n":[1,2]}"#)
                    ], kind: "nfm_reply"))),
        item(
            "flow reply with bad JSON, trap 27", "B4",
            #""type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"address_message","response_json":"{oops"}}"#,
            .message(InboundMessage([text("address_message\n{oops", payload: "{oops")], kind: "nfm_reply"))),
        item(
            "call permission", "B5",
            #""type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept","expiration_timestamp":"1781600000"}}"#,
            .message(InboundMessage([text("[call permission] accept", payload: "accept")], kind: "call_permission_reply"))),
        item(
            "interactive of a new kind", "B6", #""type":"interactive","interactive":{"type":"poll_reply","poll_reply":{}}"#,
            .unknown(kind: "interactive", detail: nil)),
        item(
            "button of a template", "Q1",
            #""type":"button","context":{"id":"wamid.TPL1"},"button":{"payload":"stop-promos","text":"Stop promotions"}"#,
            .message(InboundMessage([text("Stop promotions", payload: "stop-promos")], kind: "button", quoted: "wamid.TPL1"))),
        item(
            "reaction", "R1", #""type":"reaction","reaction":{"message_id":"wamid.OUT1","emoji":"\ud83d\udc4d"}"#,
            .reaction(target: "wamid.OUT1", emoji: "👍")),
        item(
            "reaction taken back: no emoji, trap 9", "R2", #""type":"reaction","reaction":{"message_id":"wamid.OUT1"}"#,
            .reaction(target: "wamid.OUT1", emoji: nil)),
        item(
            "reaction taken back: empty emoji", "R3", #""type":"reaction","reaction":{"message_id":"wamid.OUT1","emoji":""}"#,
            .reaction(target: "wamid.OUT1", emoji: nil)),
        item(
            "reaction to nothing", "R4", #""type":"reaction","reaction":{"emoji":"x"}"#,
            .unknown(kind: "reaction", detail: "no message is named")),
        item(
            "order", "O1",
            #""type":"order","order":{"catalog_id":"800000000000001","text":"Please ship today","product_items":[{"product_retailer_id":"sku-9","quantity":2,"item_price":12.5,"currency":"EUR"},{"product_retailer_id":"sku-10","quantity":"1"}]}"#,
            .message(InboundMessage([text("Please ship today\n2 x sku-9 (12.5 EUR)\n1 x sku-10")], kind: "order"))),
    ]

    static let others = [
        item(
            "number change", "Y1",
            #""type":"system","system":{"body":"Mara Okafor changed","wa_id":"15550109999","type":"user_changed_number"}"#,
            sender: Sender(addresses: ["15550109999"], phone: "15550109999", displayName: "Mara Okafor"),
            .identityChange(previous: "15550107777", detail: "Mara Okafor changed")),
        item(
            "user id change", "Y2",
            #""from_user_id":"US.1","type":"system","system":{"body":"changed","user_id":"US.2","type":"user_changed_user_id"}"#,
            sender: Sender(addresses: ["15550107777", "US.2"], phone: "15550107777", displayName: "Mara Okafor"),
            .identityChange(previous: "US.1", detail: "changed")),
        item(
            "other system note opens no window", "Y3",
            #""type":"system","system":{"body":"Security code changed","type":"customer_identity_changed"}"#,
            .message(InboundMessage([text("Security code changed")], kind: "system", opensWindow: false))),
        item(
            "unsupported, with its kind, trap 21", "U1",
            #""type":"unsupported","errors":[{"code":131051,"title":"Message type unknown","error_data":{"details":"Message type is currently not supported."}}],"unsupported":{"type":"poll_creation"}"#,
            .unknown(kind: "unsupported:poll_creation", detail: "131051: Message type is currently not supported.")),
        item(
            "unsupported, first message to a coexistence number", "U2",
            #""type":"unsupported","errors":[{"code":131060,"title":"Unavailable"}]"#,
            .unknown(kind: "unsupported", detail: "131060: Unavailable")),
        item(
            "unknown type becomes a placeholder, invariant 4", "U3", #""type":"hologram","hologram":{"id":"1"}"#,
            .unknown(kind: "hologram", detail: nil)),
        item("no type", "U4", #""text":{"body":"x"}"#, .unknown(kind: "message", detail: nil)),
        item(
            "edit", "E1",
            #""type":"edit","edit":{"original_message_id":"wamid.T1","message":{"context":{"id":"M0"},"type":"text","text":{"body":"Is the green one in stock?"}}}"#,
            .edit(target: "wamid.T1", content: text("Is the green one in stock?"))),
        item(
            "edit that cannot be read", "E3", #""type":"edit","edit":{"original_message_id":"wamid.T1"}"#,
            .unknown(kind: "edit", detail: "the new content cannot be read")),
        item("revoke, F22", "E2", #""type":"revoke","revoke":{"original_message_id":"wamid.T1"}"#, .unsend(target: "wamid.T1")),
        item("welcome request", "W1", #""type":"request_welcome""#, .referral(Referral(type: "request_welcome"))),
        item(
            "group message, F20", "G1", #""group_id":"Y2FwaV9ncm91cDox","type":"text","text":{"body":"Who is in?"}"#,
            sender: Sender(addresses: ["15550107777"], phone: "15550107777", displayName: "Mara Okafor", group: "Y2FwaV9ncm91cDox"),
            .ignored(kind: "text", reason: "group message")),
    ]

    static let contexts = [
        item(
            "reply to ours, F21", "X1", #""type":"text","text":{"body":"yes"},"context":{"from":"15550102030","id":"wamid.OUT1"}"#,
            .message(InboundMessage([text("yes")], quoted: "wamid.OUT1"))),
        item(
            "forwarded, Z33", "X2", #""type":"text","text":{"body":"fwd"},"context":{"forwarded":true}"#,
            .message(InboundMessage([text("fwd")], forwarded: true))),
        item(
            "many times forwarded, Z33", "X3", #""type":"text","text":{"body":"fwd"},"context":{"frequently_forwarded":true}"#,
            .message(InboundMessage([text("fwd")], forwarded: true))),
        item(
            "question about a product", "X4",
            #""type":"text","text":{"body":"this?"},"context":{"from":"15550102030","id":"wamid.OUT4","referred_product":{"catalog_id":"800000000000001","product_retailer_id":"sku-9"}}"#,
            .message(
                InboundMessage(
                    [text("this?")], quoted: "wamid.OUT4", referral: Referral(type: "product", source: "800000000000001", code: "sku-9")))),
        item(
            "advertisement, F10", "AD1",
            #""type":"text","text":{"body":"Tell me more"},"referral":{"source_url":"https://fb.me/abc123","source_id":"120000000000000001","source_type":"ad","headline":"Spring sale","body":"Chat with us","media_type":"image","image_url":"https://scontent.example/1.jpg","ctwa_clid":"Aff-n8ZTODiE79d","welcome_message":{"text":"Hi!"}}"#,
            .message(
                InboundMessage(
                    [text("Tell me more")],
                    referral: Referral(
                        type: "ad", source: "https://fb.me/abc123", adID: "120000000000000001", code: "Aff-n8ZTODiE79d",
                        headline: "Spring sale", body: "Chat with us")))),
        item(
            "advertisement on a sticker", "AD2",
            #""type":"sticker","sticker":{"mime_type":"image/webp","sha256":"\#(hash)","id":"9"},"referral":{"source_type":"post","source_id":"7"}"#,
            .message(
                InboundMessage(
                    [.file(file(.sticker, id: "9", type: "image/webp"))], kind: "sticker", referral: Referral(type: "post", adID: "7")))),
    ]
}
