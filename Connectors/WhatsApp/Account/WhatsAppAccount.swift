internal import ConnectorKit
internal import Core

/// The settings of one business number, read once.
struct WhatsAppAccount: Sendable {
    let phoneNumberID: String
    /// Nil when not configured: then no notice is refused for belonging to another account.
    let businessAccountID: String?
    let accessToken: Secret
    let appSecret: Secret
    let verifyToken: Secret
    /// Scheme and host of the Graph API.
    let origin: String
    /// The same with the API's version.
    let graphURL: String
    /// The language of a template that is sent without one.
    let templateLanguage: String
    /// The label that opens an interactive list.
    let listButton: String

    init(_ settings: AccountSettings) throws(ConfigurationProblem) {
        phoneNumberID = try Self.id(settings, "phoneNumberId")
        businessAccountID = settings.values["wabaId"]?.isEmpty == false ? try Self.id(settings, "wabaId") : nil
        accessToken = try settings.secretWord("accessToken")
        appSecret = try settings.secretWord("appSecret")
        verifyToken = try settings.secretWord("verifyToken")
        listButton = try Self.listButton(settings.values["listButton"])
        let version = try Self.version(settings.values["apiVersion"])
        origin = settings.baseURL ?? "https://graph.facebook.com"
        graphURL = "\(origin)/\(version)"
        templateLanguage = try Self.language(settings.values["hsmFallbackLanguage"])
    }

    /// Where messages are posted to.
    var messagesURL: String { "\(graphURL)/\(phoneNumberID)/messages" }
    /// Where files are uploaded to.
    var mediaURL: String { "\(graphURL)/\(phoneNumberID)/media" }
    /// Where templates are listed; nil without the business account's id.
    var templatesURL: String? { businessAccountID.map { "\(graphURL)/\($0)/message_templates" } }

    /// The fields that every request carries.
    var authorization: HTTPFields { HTTPFields(["Authorization": "Bearer \(accessToken.revealText())"]) }
    /// The fields of a request with a JSON body.
    var jsonHeaders: HTTPFields {
        var fields = authorization
        fields.append("Content-Type", "application/json")
        return fields
    }

    private static func id(_ settings: AccountSettings, _ key: String) throws(ConfigurationProblem) -> String {
        let id = try settings.value(key)
        let isPlain = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        guard isPlain, id.utf8.count <= 128 else {
            throw ConfigurationProblem(key: key, remedy: "must be an id as Meta shows it: letters and digits, in quotes")
        }
        return id
    }

    private static func version(_ text: String?) throws(ConfigurationProblem) -> String {
        guard let text, !text.isEmpty else { return "v25.0" }
        let numbers = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        guard text.hasPrefix("v"), numbers.count == 2, numbers.allSatisfy({ UInt16($0) != nil }) else {
            throw ConfigurationProblem(key: "apiVersion", remedy: "must look like v25.0")
        }
        return text
    }

    private static func language(_ text: String?) throws(ConfigurationProblem) -> String {
        guard let text, !text.isEmpty else { return "en_US" }
        let isCode = text.utf8.count <= 15 && text.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "_") }
        guard isCode else {
            throw ConfigurationProblem(key: "hsmFallbackLanguage", remedy: "must be a language code of Meta's, such as en_US")
        }
        return text
    }

    private static func listButton(_ text: String?) throws(ConfigurationProblem) -> String {
        guard let text, !text.isEmpty else { return "Options" }
        guard text.unicodeScalars.count <= InteractiveLimits.listButton else {
            throw ConfigurationProblem(key: "listButton", remedy: "must have at most \(InteractiveLimits.listButton) characters")
        }
        return text
    }
}
