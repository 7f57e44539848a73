internal import ConnectorKit
internal import Core
internal import JSONKit

/// What a message says.
struct MessageContent {
    /// The parts; at least one.
    var contents: [Content]
    /// The provider's name of the kind, finer than its `type` where that helps (`voice`, `button_reply`).
    var kind: String

    /// Reads the object named after `type`; nil for a type that is not known, or whose object cannot be read.
    init?(_ item: JSON, type: String) {
        switch type {
        case "text":
            guard let text = item["text"]["body"].string, !text.isEmpty else { return nil }
            self.init(Self.texts(text), type)
        case "image", "video", "audio", "document", "sticker": self.init(media: item, type)
        case "location": self.init(location: item["location"])
        case "contacts": self.init(summary: ContactCards.summary(item["contacts"]), type)
        case "interactive": self.init(interactive: item["interactive"])
        case "button": self.init(choice: item["button"], text: "text", payload: "payload", type)
        case "order": self.init(summary: OrderSummary.text(item["order"]), type)
        // Only in echoes; from a customer a reaction is an event of its own.
        case "reaction": self.init(summary: item["reaction"]["emoji"].string, type)
        default: return nil
        }
    }

    init(_ contents: [Content], _ kind: String) {
        self.contents = contents
        self.kind = kind
    }

    /// A chosen button or row: its label is the text.
    init?(choice json: JSON, text: StaticString, payload: StaticString, _ kind: String) {
        let id = json[payload].stringOrNumber
        guard let title = json[text].string ?? id, !title.isEmpty else { return nil }
        self.init([.text(TextContent(title, payload: id))], kind)
    }

    private init?(summary: String?, _ kind: String) {
        guard let summary, !summary.isEmpty else { return nil }
        self.init(Self.texts(summary), kind)
    }

    private init?(location json: JSON) {
        guard let latitude = Self.degrees(json["latitude"]), let longitude = Self.degrees(json["longitude"]) else { return nil }
        let place = LocationContent(
            latitude: latitude, longitude: longitude, name: json["name"].string, address: json["address"].string)
        self.init([.location(place)], "location")
    }

    private static func degrees(_ json: JSON) -> Double? {
        guard let number = json.double ?? json.string.flatMap(Double.init), number.magnitude <= 360 else { return nil }
        return number
    }

    /// A text as contents: more than one when it is longer than clients take.
    static func texts(_ text: String) -> [Content] {
        TextSplit.parts(of: text, limit: WhatsAppConnector.textLimit, unit: WhatsAppConnector.unit).map { .text(TextContent(String($0))) }
    }
}

extension MessageContent {
    /// The message with what hangs on every type: context and referral.
    func message(of item: JSON) -> InboundMessage {
        let context = item["context"]
        let isForwarded = context["forwarded"].bool == true || context["frequently_forwarded"].bool == true
        let quoted = (item["reaction"]["message_id"].string ?? context["id"].string).flatMap { $0.isEmpty ? nil : $0 }
        return InboundMessage(
            contents, kind: kind, quoted: quoted, forwarded: isForwarded, referral: Self.referral(item) ?? Self.product(context))
    }

    /// The advertisement or post that brought the customer; on any type of message.
    static func referral(_ item: JSON) -> Referral? {
        let json = item["referral"]
        guard json.kind == .object else { return nil }
        return Referral(
            type: json["source_type"].string, source: json["source_url"].string, adID: json["source_id"].stringOrNumber,
            code: json["ctwa_clid"].string, headline: json["headline"].string, body: json["body"].string)
    }

    /// The product that a question is about.
    private static func product(_ context: JSON) -> Referral? {
        let json = context["referred_product"]
        guard json.kind == .object else { return nil }
        return Referral(type: "product", source: json["catalog_id"].stringOrNumber, code: json["product_retailer_id"].stringOrNumber)
    }
}
