import ConnectorTesting
import Core

/// Whole webhooks: several items, several numbers, and people who are named in different ways.
enum BatchCases {
    static let at = Instant(seconds: 1_781_000_000)

    static func message(_ id: String, _ text: String, _ sender: Sender?, at: Instant = at) -> InboundEvent {
        InboundEvent(externalID: id, at: at, sender: sender, body: .message(InboundMessage([.text(TextContent(text))])))
    }

    static func item(_ id: String, _ text: String, from: String = #""from":"15550107777""#) -> String {
        #"{\#(from),"id":"\#(id)","timestamp":"1781000000","type":"text","text":{"body":"\#(text)"}}"#
    }

    static func status(_ id: String) -> InboundEvent {
        InboundEvent(
            externalID: "\(id):delivered", at: at, sender: Sender(addresses: ["15550107777"], phone: "15550107777"),
            body: .status(StatusUpdate(messageExternalID: id, state: .delivered)))
    }

    static func statusItem(_ id: String) -> String {
        #"{"id":"\#(id)","status":"delivered","timestamp":"1781000000","recipient_id":"15550107777"}"#
    }

    static func person(_ name: String?, user: String? = nil, username: String? = nil) -> Sender {
        Sender(addresses: ["15550107777"] + (user.map { [$0] } ?? []), phone: "15550107777", displayName: name, username: username)
    }

    static func row(_ label: String, value: String, _ expected: [InboundEvent]) -> InboundCase {
        InboundCase(label, body: TestAccount.envelope(value: value), receivedAt: TestAccount.receivedAt, expected: expected)
    }

    static let all = batches + people + routes

    static let mixed =
        #"{\#(TestAccount.metadata),"messages":[\#(item("m1", "one")),{"id":"m2","from":"15550107777","timestamp":"1781000000","type":"hologram"},\#(item("m3", "three"))],"statuses":[\#(statusItem("s1")),\#(statusItem("s2"))]}"#

    static let mixedEvents = [
        message("m1", "one", person(nil)),
        InboundEvent(externalID: "m2", at: at, sender: person(nil), body: .unknown(kind: "hologram", detail: nil)),
        message("m3", "three", person(nil)), status("s1"), status("s2"),
    ]

    static let batches = [
        row("three messages, two statuses and an unknown kind in one value, traps 2, 3 and 21", value: mixed, mixedEvents),
        InboundCase(
            "several entries and changes, trap 2",
            body: #"""
                {"entry":[{"id":"210987654321098","changes":[{"field":"messages","value":{"messages":[\#(item("a", "1"))]}},
                {"field":"messages","value":{"messages":[\#(item("b", "2"))]}}]},{"id":"210987654321098","changes":[{"field":"messages","value":\#(mixed)}]}]}
                """#, receivedAt: TestAccount.receivedAt,
            expected: [message("a", "1", person(nil)), message("b", "2", person(nil))] + mixedEvents),
        InboundCase(
            "an entry that cannot be read beside a good one",
            body: #"{"entry":[{"id":"1"},7,{"changes":[{"field":"messages","value":{"messages":[\#(item("a", "1"))]}},null]}]}"#,
            receivedAt: TestAccount.receivedAt,
            expected: [
                InboundEvent(externalID: "hash:", at: TestAccount.receivedAt, body: .unknown(kind: "entry", detail: "no `changes`")),
                InboundEvent(externalID: "hash:", at: TestAccount.receivedAt, body: .unknown(kind: "entry", detail: "no `changes`")),
                message("a", "1", person(nil)),
                InboundEvent(externalID: "hash:", at: TestAccount.receivedAt, body: .unknown(kind: "change", detail: nil)),
            ]),
        row(
            "items that are no objects", value: #"{"messages":[1,"x",\#(item("a", "1"))],"statuses":[null]}"#,
            [
                InboundEvent(
                    externalID: "hash:", at: TestAccount.receivedAt, body: .unknown(kind: "message", detail: "no sender is named")),
                InboundEvent(
                    externalID: "hash:", at: TestAccount.receivedAt, body: .unknown(kind: "message", detail: "no sender is named")),
                message("a", "1", person(nil)),
                InboundEvent(
                    externalID: "hash:", at: TestAccount.receivedAt, body: .unknown(kind: "status", detail: "no message is named")),
            ]),
        row(
            "a failed status beside a message, trap 3",
            value:
                #"{"messages":[\#(item("a", "1"))],"statuses":[{"id":"s","status":"failed","timestamp":"1781000000","recipient_id":"15550107777","errors":"?"}]}"#,
            [
                message("a", "1", person(nil)),
                InboundEvent(
                    externalID: "s:failed", at: at, sender: person(nil),
                    body: .status(StatusUpdate(messageExternalID: "s", state: .failed, failure: Failure(.uncategorizedError)))),
            ]),
        InboundCase(
            "nothing in it", body: #"{"object":"whatsapp_business_account","entry":[]}"#, receivedAt: TestAccount.receivedAt, expected: []),
    ]

    static let people = [
        row(
            "known by user id only, trap 6",
            value:
                #"{"contacts":[{"profile":{"name":"Mara","username":"mara.okafor"},"user_id":"US.48"}],"messages":[\#(item("a", "1", from: #""from_user_id":"US.48""#))]}"#,
            [message("a", "1", Sender(addresses: ["US.48"], displayName: "Mara", username: "mara.okafor"))]),
        row(
            "phone, user id and parent id, the phone first",
            value:
                #"{"contacts":[{"profile":{"name":"Mara"},"wa_id":"15550107777","user_id":"US.48","parent_user_id":"US.ENT.9"}],"messages":[\#(item("a", "1", from: #""from_user_id":"US.48""#))]}"#,
            [message("a", "1", Sender(addresses: ["15550107777", "US.48", "US.ENT.9"], phone: "15550107777", displayName: "Mara"))]),
        row(
            "contact without a profile, traps 7 and 8", value: #"{"contacts":[{"wa_id":"15550107777"}],"messages":[\#(item("a", "1"))]}"#,
            [message("a", "1", person(nil))]),
        row("no contacts at all", value: #"{"messages":[\#(item("a", "1"))]}"#, [message("a", "1", person(nil))]),
        row(
            "contacts in another order than messages",
            value:
                #"{"contacts":[{"profile":{"name":"Bo"},"wa_id":"15550108888"},{"profile":{"name":"Mara"},"wa_id":"15550107777"}],"messages":[\#(item("a", "1")),\#(item("b", "2", from: #""from":"15550108888""#))]}"#,
            [
                message("a", "1", person("Mara")),
                message("b", "2", Sender(addresses: ["15550108888"], phone: "15550108888", displayName: "Bo")),
            ]),
        row(
            "a contact of somebody else lends no name",
            value: #"{"contacts":[{"profile":{"name":"Bo"},"wa_id":"15550108888"}],"messages":[\#(item("a", "1"))]}"#,
            [message("a", "1", person(nil))]),
        row(
            "only the contact names the sender",
            value: #"{"contacts":[{"profile":{"name":"Mara"},"user_id":"US.48"}],"messages":[\#(item("a", "1", from: #""x":1"#))]}"#,
            [message("a", "1", Sender(addresses: ["US.48"], displayName: "Mara"))]),
        row(
            "status contact without a profile, trap 7",
            value: #"{"contacts":[{"wa_id":"15550107777","user_id":"US.48"}],"statuses":[\#(statusItem("s"))]}"#,
            [
                InboundEvent(
                    externalID: "s:delivered", at: at, sender: person(nil, user: "US.48"),
                    body: .status(StatusUpdate(messageExternalID: "s", state: .delivered)))
            ]),
        row(
            "status for a user id", value: #"{"statuses":[{"id":"s","status":"sent","timestamp":1781000000,"recipient_user_id":"US.48"}]}"#,
            [
                InboundEvent(
                    externalID: "s:sent", at: at, sender: Sender(addresses: ["US.48"]),
                    body: .status(StatusUpdate(messageExternalID: "s", state: .sent)))
            ]),
    ]

    static let otherNumber = #""metadata":{"phone_number_id":"310000000000002"}"#

    static let routes = [
        row(
            "the other number of the business account, trap 25, F24",
            value: #"{\#(otherNumber),"messages":[\#(item("a", "1"))],"statuses":[\#(statusItem("s"))],"errors":[{"code":131000}]}"#,
            [
                InboundEvent(externalID: "a", at: at, body: .elsewhere(accountID: "310000000000002")),
                InboundEvent(externalID: "s:delivered", at: at, body: .elsewhere(accountID: "310000000000002")),
                InboundEvent(externalID: "hash:", at: TestAccount.receivedAt, body: .elsewhere(accountID: "310000000000002")),
            ]),
        InboundCase(
            "our number under an account id that we do not know",
            body:
                #"{"entry":[{"id":"999","changes":[{"field":"messages","value":{\#(TestAccount.metadata),"messages":[\#(item("a", "1"))]}}]}]}"#,
            receivedAt: TestAccount.receivedAt, expected: [message("a", "1", person(nil))]),
        InboundCase(
            "a notice of another business account",
            body: #"{"entry":[{"id":"999","time":1781000300,"changes":[{"field":"account_update","value":{"event":"X"}}]}]}"#,
            receivedAt: TestAccount.receivedAt,
            expected: [
                InboundEvent(
                    externalID: "hash:", at: Instant(seconds: 1_781_000_300),
                    body: .ignored(kind: "account_update", reason: "other business account"))
            ]),
    ]
}
