import ConnectorTesting
import Core

/// Webhooks about the account, its templates, customers' settings, and what is left aside on purpose.
enum NoticeCases {
    static let name = #""message_template_id":700000000000001,"message_template_name":"visit_reminder""#

    static func row(
        _ label: String, _ field: String, _ value: String, id: String = "hash:", at: Instant = TestAccount.receivedAt,
        sender: Sender? = nil,
        _ body: InboundEvent.Body
    ) -> InboundCase {
        let event = InboundEvent(externalID: id, at: at, sender: sender, body: body)
        let text = TestAccount.envelope(field: field, value: value)
        return InboundCase(label, body: text, receivedAt: TestAccount.receivedAt, expected: [event])
    }

    static func template(
        _ event: String, _ reason: String? = nil, language: String = "en_US", _ change: TemplateChange? = nil
    ) -> InboundEvent.Body {
        .template(TemplateNotice(name: "visit_reminder", language: language, event: event, reason: reason, change: change))
    }

    static let all = templates + account + customers + ignored

    static let templates = [
        row(
            "template rejected; the language's hyphen, trap 14", "message_template_status_update",
            #"{"event":"REJECTED",\#(name),"message_template_language":"en-US","reason":"TAG_CONTENT_MISMATCH","rejection_info":{"reason":"Wrong tag","recommendation":"Use another"}}"#,
            template("REJECTED", "TAG_CONTENT_MISMATCH; Wrong tag; Use another", .status(.rejected))),
        row(
            "template paused", "message_template_status_update",
            #"{"event":"PAUSED",\#(name),"message_template_language":"en_US","reason":"NONE","other_info":{"title":"FIRST_PAUSE","description":"Paused for 3 hours"}}"#,
            template("PAUSED", "FIRST_PAUSE; Paused for 3 hours", .status(.paused))),
        row(
            "template approved", "message_template_status_update",
            #"{"event":"APPROVED",\#(name),"message_template_language":"pt_BR","reason":null}"#,
            template("APPROVED", language: "pt_BR", .status(.approved))),
        row(
            "template to be disabled", "message_template_status_update",
            #"{"event":"FLAGGED",\#(name),"message_template_language":"en_US","disable_info":{"disable_date":1781200000}}"#,
            template("FLAGGED", "1781200000")),
        row(
            "template quality", "message_template_quality_update",
            #"{"previous_quality_score":"GREEN","new_quality_score":"YELLOW",\#(name),"message_template_language":"en_US"}"#,
            template("quality:YELLOW", "was GREEN", .quality(.medium))),
        row(
            "template quality under the status field's name", "message_template_status_update",
            #"{"previous_quality_score":"GREEN","new_quality_score":"RED",\#(name),"message_template_language":"en_US"}"#,
            template("quality:RED", "was GREEN", .quality(.low))),
        row(
            "template category", "template_category_update",
            #"{\#(name),"message_template_language":"en_US","previous_category":"UTILITY","new_category":"MARKETING"}"#,
            template("category:MARKETING", "was UTILITY", .category(.marketing))),
        row(
            "template category, announced", "template_category_update",
            #"{\#(name),"message_template_language":"en_US","new_category":"UTILITY","correct_category":"MARKETING","category_update_timestamp":1781200000}"#,
            template("category_planned:MARKETING", "at 1781200000")),
        row(
            "template components", "message_template_components_update", #"{\#(name),"message_template_language":"en"}"#,
            template("message_template_components_update", language: "en")),
    ]

    static func notice(_ field: String, _ event: String, _ detail: String, _ failure: Failure? = nil) -> InboundEvent.Body {
        .account(
            AccountNotice(field: field, event: event, detail: detail, failure: failure, isQuality: field == "phone_number_quality_update"))
    }

    static let ban = #"{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE","waba_ban_date":"June 10, 2026"}}"#
    static let quality =
        #"{"display_phone_number":"15550102030","event":"THROUGHPUT_UPGRADE","max_daily_conversations_per_business":"TIER_UNLIMITED"}"#

    static let account = [
        row(
            "account disabled", "account_update", ban,
            notice(
                "account_update", "DISABLED_UPDATE", ban,
                Failure(.accountRestricted, provider: ProviderError(code: "DISABLED_UPDATE", message: "DISABLE")))),
        row(
            "account linked", "account_update", #"{"event":"AD_ACCOUNT_LINKED"}"#,
            notice("account_update", "AD_ACCOUNT_LINKED", #"{"event":"AD_ACCOUNT_LINKED"}"#)),
        row("number quality", "phone_number_quality_update", quality, notice("phone_number_quality_update", "THROUGHPUT_UPGRADE", quality)),
        row(
            "capability as a number", "business_capability_update", #"{"max_daily_conversation_per_phone":1000}"#,
            notice("business_capability_update", "business_capability_update", #"{"max_daily_conversation_per_phone":1000}"#)),
        row(
            "capability as a tier", "business_capability_update", #"{"max_daily_conversations_per_business":"TIER_2K"}"#,
            notice("business_capability_update", "business_capability_update", #"{"max_daily_conversations_per_business":"TIER_2K"}"#)),
        row(
            "account review", "account_review_update", #"{"decision":"APPROVED"}"#,
            notice("account_review_update", "APPROVED", #"{"decision":"APPROVED"}"#)),
        row(
            "a field of the future with an event", "quantum_update", #"{"event":"LEAP"}"#,
            notice("quantum_update", "LEAP", #"{"event":"LEAP"}"#)),
        row("a field of the future", "quantum_update", #"{"x":1}"#, .unknown(kind: "quantum_update", detail: nil)),
        row(
            "messages with nothing known in them", "messages", #"{\#(TestAccount.metadata),"novelties":[1]}"#,
            .unknown(kind: "messages", detail: nil)),
        row(
            "error of the account", "messages",
            #"{\#(TestAccount.metadata),"errors":[{"code":131031,"title":"Account locked","error_data":{"details":"Locked."}}]}"#,
            .account(
                AccountNotice(
                    field: "errors", event: "131031", detail: "Locked.",
                    failure: Failure(
                        .accountRestricted, provider: ProviderError(code: "131031", message: "Account locked", details: "Locked."),
                        detail: "Meta has locked the business account, or details such as the PIN differ.")))),
    ]

    static let customer = Sender(addresses: ["15550107777", "US.48"], phone: "15550107777")
    static let at = Instant(seconds: 1_781_000_180)

    static func preference(_ word: String) -> String {
        #"{\#(TestAccount.metadata),"user_preferences":[{"wa_id":"15550107777","user_id":"US.48","detail":"User requested","category":"marketing_messages","value":"\#(word)","timestamp":1781000180}]}"#
    }

    static func echo(_ rest: String) -> String {
        #"{\#(TestAccount.metadata),"message_echoes":[{"from":"15550102030","to":"15550107777","id":"wamid.ECHO1","timestamp":"1781000180",\#(rest)}]}"#
    }

    static let echoTo = Sender(addresses: ["15550107777"], phone: "15550107777")

    static func echoed(_ text: String, kind: String = "text", quoted: String? = nil) -> InboundEvent.Body {
        .echo(InboundMessage([.text(TextContent(text))], kind: kind, quoted: quoted, opensWindow: false))
    }

    static let customers = [
        row(
            "marketing stopped", "user_preferences", preference("stop"), at: at, sender: customer,
            .consent(kind: .marketing, allowed: false, detail: "User requested")),
        row(
            "marketing resumed", "user_preferences", preference("resume"), at: at, sender: customer,
            .consent(kind: .marketing, allowed: true, detail: "User requested")),
        row(
            "a preference of the future", "user_preferences", preference("maybe"), at: at,
            .unknown(kind: "user_preferences", detail: "maybe")),
        row(
            "user id changed", "user_id_update",
            #"{"user_id_update":[{"wa_id":"15550107777","detail":"changed","user_id":{"previous":"US.1","current":"US.48"},"timestamp":"1781000180"}]}"#,
            at: at, sender: customer, .identityChange(previous: "US.1", detail: "changed")),
        row(
            "answered from the phone, trap 22", "smb_message_echoes", echo(#""type":"text","text":{"body":"Answered from the phone"}"#),
            id: "wamid.ECHO1", at: at, sender: echoTo, echoed("Answered from the phone")),
        row(
            "reacted from the phone", "smb_message_echoes", echo(#""type":"reaction","reaction":{"message_id":"wamid.T1","emoji":"x"}"#),
            id: "wamid.ECHO1", at: at, sender: echoTo, echoed("x", kind: "reaction", quoted: "wamid.T1")),
        row(
            "unknown kind from the phone", "smb_message_echoes", echo(#""type":"hologram""#), id: "wamid.ECHO1", at: at, sender: echoTo,
            echoed("[hologram]", kind: "hologram")),
        row(
            "taken back on the phone", "smb_message_echoes", echo(#""type":"revoke""#), id: "wamid.ECHO1", at: at, sender: echoTo,
            .ignored(kind: "echo:revoke", reason: "change made in the business app")),
    ]

    static let ignored = [
        row(
            "call, Z16", "calls",
            #"{\#(TestAccount.metadata),"calls":[{"id":"wacid.1","from":"15550107777","event":"connect","timestamp":"1781000180"}]}"#,
            at: at, .ignored(kind: "calls", reason: "calls are not supported")),
        row(
            "call of a customer, which counts for the window, Z16", "calls",
            #"{\#(TestAccount.metadata),"calls":[{"id":"wacid.1","from":"15550107777","event":"connect","direction":"USER_INITIATED","timestamp":"1781000180"}]}"#,
            at: at, sender: Sender(addresses: ["15550107777"], phone: "15550107777"),
            .ignored(kind: "call", reason: "calls are not supported")),
        row(
            "call without a list, Z16", "calls", #"{\#(TestAccount.metadata)}"#, .ignored(kind: "calls", reason: "calls are not supported")),
        row(
            "imported history", "history", #"{\#(TestAccount.metadata),"history":[{"threads":[]}]}"#,
            .ignored(kind: "history", reason: "imported history")),
        row(
            "group life cycle, F20", "group_lifecycle_update", #"{\#(TestAccount.metadata),"groups":[]}"#,
            .ignored(kind: "group_lifecycle_update", reason: "groups are not supported")),
        row(
            "contact book", "smb_app_state_sync", #"{\#(TestAccount.metadata),"state_sync":[]}"#,
            .ignored(kind: "smb_app_state_sync", reason: "contact book of the phone app")),
        row(
            "advertising events", "automatic_events", #"{\#(TestAccount.metadata)}"#,
            .ignored(kind: "automatic_events", reason: "meant for advertising")),
    ]
}
