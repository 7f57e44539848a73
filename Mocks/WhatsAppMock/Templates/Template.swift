import JSONKit

/// A message template of the business.
struct Template: Hashable {
    /// Where the media or text of a header comes from.
    enum Header: String, Hashable {
        case none, text, variableText, image, video, document, location
    }

    /// A button that may need a parameter.
    enum Button: Hashable {
        case quickReply(String)
        case url(String, isVariable: Bool)
        case phone(String)
        case copyCode
        /// The button of an authentication template.
        case oneTimeCode
    }

    var name: String
    var language: String
    var status = "APPROVED"
    var category = "UTILITY"
    var body: String
    /// The names of the body's variables in order; numbers for positional ones.
    var variables: [String] = []
    var isNamed = false
    var header = Header.none
    var headerText = ""
    var footer: String?
    var buttons: [Button] = []
    var quality = "UNKNOWN"
    var reason = "NONE"

    var id: String {
        let hash = (name + "/" + language).utf8.reduce(UInt64(1_469_598_103_934_665_603)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        return String(700_000_000_000_000 + hash % 99_999_999_999_999)
    }

    /// Reads a template of the `templates` setting: `name`, `language`, `status`, `category`, `body`, `named`, `header`, `buttons`,
    /// `quality`, `reason`.
    init?(_ json: JSON) {
        guard let name = json["name"].string, let language = json["language"].string, let body = json["body"].string else { return nil }
        self.init(name, language, body)
        status = json["status"].string ?? "APPROVED"
        category = json["category"].string ?? "UTILITY"
        header = json["header"].string.flatMap { Header(rawValue: $0) } ?? .none
        headerText = json["headerText"].string ?? ""
        footer = json["footer"].string
        quality = json["quality"].string ?? "UNKNOWN"
        reason = json["reason"].string ?? "NONE"
        for button in json["buttons"].array {
            let text = button["text"].string ?? ""
            switch button["type"].string {
            case "url": buttons.append(.url(text, isVariable: button["variable"].bool ?? false))
            case "phone": buttons.append(.phone(text))
            case "copyCode": buttons.append(.copyCode)
            case "oneTimeCode": buttons.append(.oneTimeCode)
            default: buttons.append(.quickReply(text))
            }
        }
    }

    /// A template whose variables are those that `body` holds.
    init(
        _ name: String, _ language: String, _ body: String, status: String = "APPROVED", category: String = "UTILITY",
        header: Header = .none, headerText: String = "", buttons: [Button] = []
    ) {
        self.name = name
        self.language = language
        self.body = body
        self.status = status
        self.category = category
        self.header = header
        self.headerText = headerText
        self.buttons = buttons
        variables = Self.variables(in: body)
        isNamed = variables.contains { Int($0) == nil }
    }

    /// The names between `{{` and `}}`, each once.
    static func variables(in text: String) -> [String] {
        var found: [String] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            let name = String(rest[open.upperBound..<close.lowerBound])
            if !found.contains(name) { found.append(name) }
            rest = rest[close.upperBound...]
        }
        return found
    }

    /// What a new mock knows: two languages of one name, a named one, paused, disabled and pending ones, an authentication one, and more
    /// than fit on a page of 25.
    static let preset: [Template] =
        [
            Template("hello_world", "en_US", "Welcome and congratulations!"),
            Template("greeting", "en", "Hello {{1}}, how are you today?", category: "MARKETING"),
            Template("greeting", "en_US", "Howdy {{1}}, how are you today?", category: "MARKETING"),
            Template(
                "visit_reminder", "en_US", "Hi {{1}}, your visit is on {{2}}. See you!", header: .image,
                buttons: [.quickReply("Confirm"), .url("Details", isVariable: true)]),
            Template("order_update", "en_US", "Hi {{first_name}}, order {{order_id}} is on its way."),
            Template("plain_header", "en_US", "Your order has shipped today.", header: .variableText, headerText: "Order {{1}}"),
            Template("paused_offer", "en_US", "Only today: 10 % off everything!", status: "PAUSED", category: "MARKETING"),
            Template("disabled_offer", "en_US", "Only today: 20 % off everything!", status: "DISABLED", category: "MARKETING"),
            Template("pending_offer", "en_US", "Only today: 30 % off everything!", status: "PENDING", category: "MARKETING"),
            Template("login_code", "en_US", "{{1}} is your verification code.", category: "AUTHENTICATION", buttons: [.oneTimeCode]),
            Template("coupon", "en_US", "Use your code now!", category: "MARKETING", buttons: [.copyCode]),
        ]
        + (1...20).map { Template("notice_\($0 < 10 ? "0" : "")\($0)", "en_US", "Notice \($0): nothing to do.") }
}
