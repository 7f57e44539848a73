import ConnectorKit
import ConnectorTesting
import Core

/// Updates as the Bot API documents them, and the events that they are.
enum UpdateCases {
    static let mara = Sender(addresses: ["4815162342"], displayName: "Mara Okafor", username: "mara")
    static let group = Sender(addresses: ["-1001234567890"], displayName: "Support group")
    static let chat = #""chat":{"id":4815162342,"type":"private","first_name":"Mara","last_name":"Okafor","username":"mara"}"#
    static let from = #""from":{"id":4815162342,"is_bot":false,"first_name":"Mara","last_name":"Okafor","username":"mara"}"#
    static let groupChat = #""chat":{"id":-1001234567890,"type":"supergroup","title":"Support group"}"#
    static let at = Instant(seconds: 1_781_000_000)

    /// A message of the private chat, and the event of its content.
    static func row(_ label: String, _ rest: String, _ message: InboundMessage, from sender: Sender = mara) -> InboundCase {
        InboundCase(
            label, body: #"{"update_id":700,"message":{"message_id":5,"date":1781000000,\#(chat),\#(from),\#(rest)}}"#,
            receivedAt: TestAccount.receivedAt,
            expected: [InboundEvent(externalID: "4815162342:5", at: at, sender: sender, body: .message(message))])
    }

    /// An update of another kind.
    static func update(_ label: String, _ rest: String, _ expected: InboundEvent...) -> InboundCase {
        InboundCase(label, body: #"{"update_id":700,\#(rest)}"#, receivedAt: TestAccount.receivedAt, expected: expected)
    }

    static func note(_ body: InboundEvent.Body, at time: Instant = at) -> InboundEvent {
        InboundEvent(externalID: "update:700", at: time, body: body)
    }

    static func file(
        _ kind: MediaContent.Kind, _ id: String, _ type: String?, size: Int? = nil, name: String? = nil, caption: String? = nil,
        alt: String? = nil
    ) -> Content {
        let media = MediaContent(
            kind: kind, reference: MediaReference(id: id), mediaType: type, size: size, filename: name, caption: caption, altText: alt)
        return kind == .image ? .image(media) : .file(media)
    }

    static func text(_ text: String, payload: String? = nil) -> Content { .text(TextContent(text, payload: payload)) }

    // MARK: Messages

    static let messages: [InboundCase] = [
        row("text", #""text":"Hello 👋""#, InboundMessage([text("Hello 👋")])),
        row(
            "text link, offsets in UTF-16",
            #""text":"👋 see here.","entities":[{"type":"text_link","offset":7,"length":4,"url":"https://a.example/x"},{"type":"bold","offset":0,"length":2}]"#,
            InboundMessage([text("👋 see here (https://a.example/x).")])),
        row(
            "entities that do not fit",
            #""text":"a","entities":[{"type":"text_link","offset":9,"length":4,"url":"https://a.example"},{"type":"text_link","offset":0,"length":9223372036854775807,"url":"https://a.example"}]"#,
            InboundMessage([text("a")])),
        row(
            "reply", #""text":"yes","reply_to_message":{"message_id":4,"date":1,"text":"?"}"#,
            InboundMessage([text("yes")], quoted: "4815162342:4")),
        row(
            "forwarded", #""text":"look","forward_origin":{"type":"hidden_user","sender_user_name":"X","date":1}"#,
            InboundMessage([text("look")], forwarded: true)),
        row(
            "deep link", #""text":"/start spring_24""#,
            InboundMessage([text("/start spring_24")], referral: Referral(type: "deep_link", code: "spring_24"))),
        row("start alone", #""text":"/start""#, InboundMessage([text("/start")])),
        row(
            "photo: the largest size, in any order",
            #""photo":[{"file_id":"s","file_unique_id":"1","width":90,"height":60,"file_size":1000},{"file_id":"l","file_unique_id":"2","width":1280,"height":853,"file_size":200000},{"file_id":"m","file_unique_id":"3","width":320,"height":213}],"caption":"my order""#,
            InboundMessage([file(.image, "l", "image/jpeg", size: 200_000, caption: "my order")], kind: "photo")),
        row(
            "document",
            #""document":{"file_id":"d","file_unique_id":"2","file_name":"a.pdf","mime_type":"application/pdf","file_size":3000000000}"#,
            InboundMessage([file(.document, "d", "application/pdf", size: 3_000_000_000, name: "a.pdf")], kind: "document")),
        row(
            "animation comes with a document",
            #""document":{"file_id":"d","file_unique_id":"1","mime_type":"video/mp4"},"animation":{"file_id":"an","file_unique_id":"1","width":1,"height":1,"duration":1,"mime_type":"video/mp4"}"#,
            InboundMessage([file(.video, "an", "video/mp4")], kind: "animation")),
        row(
            "video", #""video":{"file_id":"v","file_unique_id":"2","width":1,"height":1,"duration":1},"caption":"c""#,
            InboundMessage([file(.video, "v", "video/mp4", caption: "c")], kind: "video")),
        row(
            "video note", #""video_note":{"file_id":"n","file_unique_id":"2","length":240,"duration":1}"#,
            InboundMessage([file(.video, "n", "video/mp4")], kind: "video_note")),
        row(
            "audio", #""audio":{"file_id":"a","file_unique_id":"2","duration":1,"mime_type":"audio/mp4","file_name":"s.m4a"}"#,
            InboundMessage([file(.audio, "a", "audio/mp4", name: "s.m4a")], kind: "audio")),
        row(
            "voice", #""voice":{"file_id":"o","file_unique_id":"2","duration":1}"#,
            InboundMessage([file(.audio, "o", "audio/ogg")], kind: "voice")),
        row(
            "still sticker",
            #""sticker":{"file_id":"s","file_unique_id":"2","type":"regular","emoji":"😀","is_animated":false,"is_video":false}"#,
            InboundMessage([file(.sticker, "s", "image/webp", alt: "😀")], kind: "sticker")),
        row(
            "animated sticker", #""sticker":{"file_id":"s","file_unique_id":"2","is_animated":true,"is_video":false}"#,
            InboundMessage([file(.sticker, "s", "application/x-tgsticker")], kind: "sticker")),
        row(
            "video sticker", #""sticker":{"file_id":"s","file_unique_id":"2","is_animated":false,"is_video":true}"#,
            InboundMessage([file(.sticker, "s", "video/webm")], kind: "sticker")),
        row(
            "location", #""location":{"latitude":37.5,"longitude":-122.25}"#,
            InboundMessage([.location(LocationContent(latitude: 37.5, longitude: -122.25))], kind: "location")),
        row(
            "venue comes with a location",
            #""location":{"latitude":1.5,"longitude":2.5},"venue":{"location":{"latitude":1.5,"longitude":2.5},"title":"Shop","address":"Main St 1"}"#,
            InboundMessage([.location(LocationContent(latitude: 1.5, longitude: 2.5, name: "Shop", address: "Main St 1"))], kind: "venue")),
        row(
            "contact of somebody else", #""contact":{"phone_number":"+1 555 0100","first_name":"Ada","user_id":9}"#,
            InboundMessage([text("Ada\n+1 555 0100")], kind: "contact")),
        row(
            "own contact tells the number", #""contact":{"phone_number":"+15550107777","first_name":"Mara","user_id":4815162342}"#,
            InboundMessage([text("Mara\n+15550107777")], kind: "contact"),
            from: Sender(addresses: ["4815162342"], phone: "15550107777", displayName: "Mara Okafor", username: "mara")),
        row(
            "poll", #""poll":{"id":"1","question":"When?","options":[{"text":"Now","voter_count":0},{"text":"Later","voter_count":0}]}"#,
            InboundMessage([text("When?\n- Now\n- Later")], kind: "poll")),
        row("dice", #""dice":{"emoji":"🎯","value":6}"#, InboundMessage([text("🎯 6")], kind: "dice")),
        row("story", #""story":{"chat":{"id":1,"type":"private"},"id":2}"#, InboundMessage([text("[story]")], kind: "story")),
        row(
            "web app data", #""web_app_data":{"data":"{\"a\":1}","button_text":"Book"}"#,
            InboundMessage([text("Book", payload: #"{"a":1}"#)], kind: "web_app_data")),
        row(
            "checklist", #""checklist":{"title":"Trip","tasks":[{"id":1,"text":"Visa","completion_date":3},{"id":2,"text":"Bags"}]}"#,
            InboundMessage([text("Trip\n[x] Visa\n[ ] Bags")], kind: "checklist")),
        update(
            "group message names its writer",
            #""message":{"message_id":8,"date":1781000000,\#(groupChat),"from":{"id":7,"is_bot":false,"first_name":"Ada"},"text":"hi"}"#,
            InboundEvent(
                externalID: "-1001234567890:8", at: at, sender: group, body: .message(InboundMessage([text("hi")], authorName: "Ada")))),
        update(
            "anonymous administrator of a group",
            #""message":{"message_id":8,"date":1781000000,\#(groupChat),"from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"sender_chat":{"id":-1001234567890,"title":"Support group"},"text":"hi"}"#,
            InboundEvent(
                externalID: "-1001234567890:8", at: at, sender: group,
                body: .message(InboundMessage([text("hi")], authorName: "Support group")))),
        update(
            "business message",
            #""business_message":{"message_id":9,"date":1781000000,"business_connection_id":"bc1",\#(chat),\#(from),"text":"hi"}"#,
            InboundEvent(
                externalID: "bc1/4815162342:9", at: at,
                sender: Sender(addresses: ["bc1/4815162342"], displayName: "Mara Okafor", username: "mara"),
                body: .message(InboundMessage([text("hi")])))),
        update(
            "echo of the business",
            #""business_message":{"message_id":9,"date":1781000000,"business_connection_id":"bc1",\#(chat),"from":{"id":77,"first_name":"Shop"},"text":"hi"}"#,
            InboundEvent(
                externalID: "bc1/4815162342:9", at: at,
                sender: Sender(addresses: ["bc1/4815162342"], displayName: "Mara Okafor", username: "mara"),
                body: .echo(InboundMessage([text("hi")])))),
    ]

    // MARK: Other kinds

    static let button =
        #""reply_markup":{"inline_keyboard":[[{"text":"Track it","callback_data":"track:1"}],[{"text":"Yes","callback_data":"reply:yes"}]]}"#

    static let others: [InboundCase] = [
        update(
            "edit", #""edited_message":{"message_id":5,"date":1781000000,"edit_date":1781000060,\#(chat),\#(from),"text":"Hello!"}"#,
            InboundEvent(
                externalID: "update:700:edit:5", at: Instant(seconds: 1_781_000_060), sender: mara,
                body: .edit(target: "4815162342:5", content: text("Hello!")))),
        update(
            "pressed button is a postback",
            #""callback_query":{"id":"99","chat_instance":"1",\#(from),"data":"track:1","message":{"message_id":6,"date":1781000000,\#(chat),"text":"Order",\#(button)}}"#,
            InboundEvent(
                externalID: "update:700", at: TestAccount.receivedAt, sender: mara, body: .postback(payload: "track:1", title: "Track it"))),
        update(
            "pressed reply is a message",
            #""callback_query":{"id":"99","chat_instance":"1",\#(from),"data":"reply:yes","message":{"message_id":6,"date":1781000000,\#(chat),"text":"Order",\#(button)}}"#,
            InboundEvent(
                externalID: "update:700", at: TestAccount.receivedAt, sender: mara,
                body: .message(InboundMessage([text("Yes", payload: "yes")], kind: "callback_query", quoted: "4815162342:6")))),
        update(
            "button of an inaccessible message",
            #""callback_query":{"id":"99","chat_instance":"1",\#(from),"data":"track:1","message":{"message_id":6,"date":0,\#(chat)}}"#,
            InboundEvent(
                externalID: "update:700", at: TestAccount.receivedAt, sender: mara, body: .postback(payload: "track:1", title: nil))),
        update(
            "button of an inline message",
            #""callback_query":{"id":"99","chat_instance":"1",\#(from),"data":"x","inline_message_id":"abc"}"#,
            InboundEvent(externalID: "update:700", at: TestAccount.receivedAt, sender: mara, body: .postback(payload: "x", title: nil))),
        update(
            "reaction",
            #""message_reaction":{\#(chat),"message_id":5,"user":{"id":4815162342,"first_name":"Mara"},"date":1781000000,"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}"#,
            InboundEvent(externalID: "update:700", at: at, sender: mara, body: .reaction(target: "4815162342:5", emoji: "👍"))),
        update(
            "reaction taken back",
            #""message_reaction":{\#(chat),"message_id":5,"date":1781000000,"old_reaction":[{"type":"emoji","emoji":"👍"}],"new_reaction":[]}"#,
            InboundEvent(externalID: "update:700", at: at, sender: mara, body: .reaction(target: "4815162342:5", emoji: nil))),
        member("blocked", "member", "kicked", allowed: false, "blocked"),
        member("unblocked", "kicked", "member", allowed: true, "unblocked"),
        update(
            "bot was removed from a group",
            #""my_chat_member":{\#(groupChat),"from":{"id":7},"date":1781000000,"old_chat_member":{"status":"administrator"},"new_chat_member":{"status":"left"}}"#,
            InboundEvent(
                externalID: "update:700", at: at, sender: group,
                body: .consent(kind: .all, allowed: false, detail: "removed from the group"))),
        update(
            "bot was promoted",
            #""my_chat_member":{\#(groupChat),"from":{"id":7},"date":1781000000,"old_chat_member":{"status":"member"},"new_chat_member":{"status":"administrator"}}"#,
            note(.ignored(kind: "my_chat_member", reason: "the bot's rights changed"))),
        update(
            "group became a supergroup",
            #""message":{"message_id":3,"date":1781000000,"chat":{"id":-555,"type":"group","title":"Support group"},"migrate_to_chat_id":-1001234567890}"#,
            InboundEvent(
                externalID: "migration:-555:-1001234567890", at: at, sender: group,
                body: .identityChange(previous: "-555", detail: "the group was upgraded to a supergroup"))),
        update(
            "the supergroup tells the same", #""message":{"message_id":1,"date":1781000000,\#(groupChat),"migrate_from_chat_id":-555}"#,
            InboundEvent(
                externalID: "migration:-555:-1001234567890", at: at, sender: group,
                body: .identityChange(previous: "-555", detail: "the group was upgraded to a supergroup"))),
        update(
            "deleted business messages", #""deleted_business_messages":{"business_connection_id":"bc1",\#(chat),"message_ids":[4,5]}"#,
            deleted(4), deleted(5)),
        update(
            "business connection",
            #""business_connection":{"id":"bc1","user":{"id":77,"first_name":"Shop"},"user_chat_id":77,"date":1781000000,"is_enabled":true,"rights":{"can_reply":true}}"#,
            note(.account(AccountNotice(field: "business_connection", event: "enabled", detail: "Shop")))),
        update(
            "service message",
            #""message":{"message_id":5,"date":1781000000,\#(groupChat),"from":{"id":7,"first_name":"Ada"},"new_chat_members":[{"id":8,"first_name":"B"}]}"#,
            note(.ignored(kind: "new_chat_members", reason: "service message"))),
        update(
            "message of a bot",
            #""message":{"message_id":5,"date":1781000000,\#(groupChat),"from":{"id":7,"is_bot":true,"first_name":"B"},"text":"x"}"#,
            note(.ignored(kind: "message", reason: "written by a bot"))),
        update(
            "post of a channel", #""channel_post":{"message_id":5,"date":1781000000,"chat":{"id":-100,"type":"channel"},"text":"x"}"#,
            note(.ignored(kind: "channel_post", reason: "post of a channel"))),
    ]

    /// Kinds of which nothing is shown.
    static let silent: [InboundCase] = [
        "message_reaction_count", "inline_query", "chosen_inline_result", "shipping_query", "pre_checkout_query", "purchased_paid_media",
        "poll", "poll_answer", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost",
    ].map { kind in
        update(
            "\(kind) has no effect", #""\#(kind)":{"id":"1","date":1781000000}"#,
            note(.ignored(kind: kind, reason: "nothing that a customer says")))
    }

    /// Kinds that nobody knows, with what they are called.
    static let unknown: [InboundCase] = [
        update(
            "unknown update", #""guest_message":{"a":1}"#, note(.unknown(kind: "guest_message", detail: nil), at: TestAccount.receivedAt)),
        update("nothing but an id", #""x":null"#, note(.unknown(kind: "x", detail: nil), at: TestAccount.receivedAt)),
        update(
            "unknown kind of message is shown by its name",
            #""message":{"message_id":5,"date":1781000000,\#(chat),\#(from),"hologram":{"file_id":"x"}}"#,
            InboundEvent(externalID: "4815162342:5", at: at, sender: mara, body: .unknown(kind: "hologram", detail: nil))),
        update(
            "message without a chat", #""message":{"message_id":5,"date":1781000000,"text":"x"}"#,
            note(.unknown(kind: "message", detail: "no chat or message id is named"))),
    ]

    private static func member(_ label: String, _ old: String, _ new: String, allowed: Bool, _ detail: String) -> InboundCase {
        update(
            "bot was \(label)",
            #""my_chat_member":{\#(chat),\#(from),"date":1781000000,"old_chat_member":{"status":"\#(old)"},"new_chat_member":{"status":"\#(new)"}}"#,
            InboundEvent(externalID: "update:700", at: at, sender: mara, body: .consent(kind: .all, allowed: allowed, detail: detail)))
    }

    private static func deleted(_ id: Int) -> InboundEvent {
        InboundEvent(
            externalID: "update:700:\(id)", at: TestAccount.receivedAt,
            sender: Sender(addresses: ["bc1/4815162342"], displayName: "Mara Okafor", username: "mara"),
            body: .unsend(target: "bc1/4815162342:\(id)"))
    }
}
