import JSONKit

/// Messages with a card in every place where people or providers put text, and identifiers that look like cards beside them.
struct CardTraffic {
    /// A call of the API.
    struct Call {
        var method: String
        /// Behind `/v2/apps/{app}/`.
        var path: String
        var body: [UInt8]
        var mayBeRefused = false
    }

    private(set) var cards = PlantedCards()
    /// Where each card was put.
    private(set) var places: [UInt64: String] = [:]
    /// All that was sent, for the search to prove itself.
    private(set) var sent: [UInt8] = []
    /// Identifiers that must be found again.
    private(set) var identifiers: [String] = []
    private let number: String
    private var senders = 0

    init(number: String) { self.number = number }

    // MARK: Cards and identifiers

    private mutating func card(_ place: String, _ make: (inout PlantedCards) -> String = { $0.written() }) -> String {
        let known = cards.all
        let written = make(&cards)
        for number in cards.all.subtracting(known) { places[number] = place }
        return written
    }

    private mutating func address(_ place: String) -> String { card(place) { $0.inAddress() } }

    /// A card's digits as escapes of JSON.
    private mutating func escaped(_ place: String) -> String {
        card(place) { cards in cards.next().unicodeScalars.map { #"\u00"# + String($0.value, radix: 16) }.joined() }
    }

    /// Sixteen digits that a card could have; kept, since they name something.
    private mutating func identifier(_ prefix: String) -> String {
        let body = String((prefix + String(identifiers.count + 1_000_003) + "9876543210").prefix(15))
        let identifier = body + String(PlantedCards.checkDigit(body))
        identifiers.append(identifier)
        return identifier
    }

    // MARK: In

    /// Bodies of the provider's requests.
    mutating func inbound(rounds: Int) -> [String] {
        var bodies: [String] = []
        for round in 0..<rounds {
            for message in messages() { bodies.append(envelope(message, round: round)) }
            bodies.append(edit(round))
            bodies.append(notice())
            bodies.append(status(round))
        }
        // Quarantine: what is signed and cannot be read is kept as well.
        bodies.append(#"{"broken": "\#(card("body that is no JSON"))", "more": "\#(escaped("body that is no JSON, escaped"))"#)
        bodies.append(#"{"object":"whatsapp_business_account","note":"\#(card("payload of no known kind"))","entry":7}"#)
        for body in bodies { sent += body.utf8 + [0x0A] }
        return bodies
    }

    private mutating func messages() -> [String] {
        let answers = #"{\"name\":\"\#(card("flow answer"))\",\"n\":\#(card("number in a flow answer") { $0.next() })}"#
        let media = #""mime_type":"image/jpeg","sha256":"\#(identifier("4916"))","id":"\#(identifier("4929"))""#
        return [
            #""type":"text","text":{"body":"my card \#(card("text"))"}"#,
            #""type":"text","text":{"body":"\#(escaped("text, escaped"))"}"#,
            #""type":"text","text":{"body":"see https://pay.example/?pan=\#(address("address in a text"))&x=1"}"#,
            #""type":"image","image":{"caption":"\#(card("caption"))",\#(media)}"#,
            #""type":"document","document":{"filename":"\#(card("file name")).pdf","caption":"\#(card("caption of a document"))",\#(media)}"#,
            #""type":"location","location":{"latitude":1,"longitude":2,"name":"\#(card("location name"))","address":"\#(card("address"))","url":"https://x.example/\#(address("location URL"))"}"#,
            #""type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"\#(card("button id"))","title":"\#(card("button title"))"}}"#,
            #""type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"\#(card("row id"))","title":"\#(card("row title"))","description":"\#(card("row description"))"}}"#,
            #""type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"\#(card("flow body"))","response_json":"\#(answers)"}}"#,
            #""type":"button","button":{"payload":"\#(card("quick reply payload"))","text":"\#(card("quick reply text"))"}"#,
            #""type":"contacts","contacts":[{"name":{"formatted_name":"\#(card("contact name"))"},"org":{"company":"\#(card("company"))"},"urls":[{"url":"https://x.example/\#(address("contact's address"))"}]}]"#,
            #""type":"order","order":{"catalog_id":"\#(identifier("4532"))","text":"\#(card("order text"))","product_items":[]}"#,
            #""type":"text","text":{"body":"ad"},"referral":{"source_type":"ad","source_id":"\#(identifier("4539"))","headline":"\#(card("referral headline"))","body":"\#(card("referral text"))"}"#,
            #""type":"hologram","hologram":{"note":"\#(card("unknown kind"))"}"#,
            #""type":"unsupported","errors":[{"code":131051,"title":"\#(card("error title"))","error_data":{"details":"\#(card("error details"))"}}]"#,
        ]
    }

    /// A message of a customer who writes once, so that only what stands in one message counts.
    private mutating func envelope(_ message: String, round: Int) -> String {
        senders += 1
        let sender = "3712" + String(10_000_000_000 + senders).dropFirst(0)
        let id = "wamid.\(identifier("4485"))"
        let name = senders % 10 == 0 ? card("profile name") : "Ana"
        return value(
            #""contacts":[{"profile":{"name":"\#(name)"},"wa_id":"\#(sender)"}],"messages":[{"from":"\#(sender)","id":"\#(id)","timestamp":"1781000000",\#(message)}]"#
        )
    }

    /// A message, its edit and an answer that quotes it, in one request.
    private mutating func edit(_ round: Int) -> String {
        senders += 1
        let sender = "3712" + String(10_000_000_000 + senders)
        let id = "wamid.\(identifier("4485"))"
        func item(_ id: String, _ rest: String) -> String { #"{"from":"\#(sender)","id":"\#(id)","timestamp":"1781000000",\#(rest)}"# }
        let items = [
            item(id, #""type":"text","text":{"body":"before: \#(card("edit, old text"))"}"#),
            item(
                "\(id)e",
                #""type":"edit","edit":{"original_message_id":"\#(id)","message":{"type":"text","text":{"body":"after: \#(card("edit, new text"))"}}}"#
            ),
            item("\(id)q", #""type":"text","context":{"id":"\#(id)"},"text":{"body":"quoting: \#(card("quoting text"))"}"#),
        ]
        return value(#""contacts":[{"profile":{"name":"Ana"},"wa_id":"\#(sender)"}],"messages":[\#(items.joined(separator: ","))]"#)
    }

    private mutating func status(_ round: Int) -> String {
        let errors =
            #"[{"code":131026,"title":"t","message":"\#(card("error of a status"))","error_data":{"details":"you sent \#(card("error details of a status"))"}}]"#
        return value(
            #""statuses":[{"id":"wamid.none\#(round)","status":"failed","timestamp":"1781000000","recipient_id":"15550107777","errors":\#(errors)}]"#
        )
    }

    private mutating func notice() -> String {
        body(
            field: "message_template_status_update",
            #"{"event":"REJECTED","message_template_id":\#(identifier("4556")),"message_template_name":"n","message_template_language":"en","reason":"\#(card("template notice"))"}"#
        )
    }

    private func value(_ rest: String) -> String {
        body(
            field: "messages",
            #"{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550102030","phone_number_id":"\#(number)"},\#(rest)}"#)
    }

    private func body(field: String, _ value: String) -> String {
        #"{"object":"whatsapp_business_account","entry":[{"id":"210987654321098","changes":[{"field":"\#(field)","value":\#(value)}]}]}"#
    }

    // MARK: Out

    /// Calls of the API that store and send.
    mutating func outbound(_ conversation: String, rounds: Int) -> [Call] {
        var calls: [Call] = []
        func call(_ method: String, _ path: String, _ body: String, mayBeRefused: Bool = false) {
            sent += body.utf8 + [0x0A]
            calls.append(Call(method: method, path: path, body: Array(body.utf8), mayBeRefused: mayBeRefused))
        }
        for round in 0..<rounds {
            for content in contents() {
                let rest = #""metadata":{"note":"\#(card("message metadata"))"}"#
                call(
                    "POST", "conversations/\(conversation)/messages",
                    #"{"author":{"type":"business","displayName":"Ben \#(card("agent's name"))"},"schema":"whatsapp","content":\#(content),\#(rest)}"#
                )
            }
            let name = "u\(round)"
            call(
                "POST", "users",
                #"{"externalId":"\#(name)","profile":{"givenName":"\#(card("given name"))"},"metadata":{"a":"\#(escaped("user metadata"))"}}"#
            )
            call("PATCH", "users/\(name)", #"{"profile":{"surname":"\#(card("surname"))"},"metadata":{"\#(card("metadata key"))":"x"}}"#)
            call(
                "PATCH", "conversations/\(conversation)",
                #"{"displayName":"\#(card("conversation name"))","metadata":{"a":"\#(card("conversation metadata"))"}}"#)
            call(
                "POST", "conversations/\(conversation)/messages",
                #"{"author":{"type":"\#(card("refused field"))"},"content":{"type":"text"}}"#,
                mayBeRefused: true)
        }
        return calls
    }

    private mutating func contents() -> [String] {
        let media = #""mediaUrl":"https://x.example/a?p=\#(address("media URL"))""#
        let reply = #"{"type":"reply","text":"Yes","payload":"\#(card("reply payload"))"}"#
        let postback = #"{"type":"postback","text":"Yes","payload":"\#(card("postback payload"))"}"#
        return [
            #"{"type":"text","text":"pay \#(card("outbound text"))"}"#,
            #"{"type":"text","text":"pay \#(escaped("outbound text, escaped"))","actions":[\#(reply)]}"#,
            #"{"type":"image",\#(media),"text":"\#(card("outbound caption"))","altText":"\#(card("alt text"))"}"#,
            #"{"type":"location","coordinates":{"lat":1,"long":2},"location":{"name":"\#(card("outbound place"))","address":"\#(card("outbound address"))"}}"#,
            #"{"type":"carousel","items":[{"title":"\#(card("card title"))","description":"\#(card("card description"))","actions":[\#(postback)]}]}"#,
            #"{"type":"template","template":{"name":"n","language":{"policy":"deterministic","code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"\#(card("template parameter"))"}]}]}}"#,
        ]
    }
}
