internal import ConnectorKit
internal import Core
internal import Cryptography

/// The settings of one sender, read once.
struct TwilioAccount: Sendable {
    let accountSid: String
    /// `From` of sends; nil where a messaging service chooses.
    let from: String?
    let messagingServiceSid: String?
    let authToken: Secret
    let sharedKey: Secret?
    /// Whether files go as files, not as links.
    let sendsMedia: Bool
    /// How the outside reaches this worker, without a slash at the end: signatures are over the public URL.
    let publicURL: String
    /// Where statuses are called back to.
    let callbackURL: String
    /// Scheme and host of Twilio, with the prefix of a mock.
    let origin: String
    /// The same of the Content API.
    let contentOrigin: String
    /// The language of a template that is sent without one.
    let templateLanguage: String
    /// The value of `Authorization`.
    private let authorization: Secret

    init(_ settings: AccountSettings) throws(ConfigurationProblem) {
        accountSid = try Self.sid(try settings.value("accountSid"), "AC", "accountSid")
        authToken = try settings.secretWord("authToken")
        sharedKey = settings.secrets["webhookSharedKey"] == nil ? nil : try settings.secretWord("webhookSharedKey")
        from = settings.values["from"].flatMap { $0.isEmpty ? nil : $0 }
        messagingServiceSid = try settings.values["messagingServiceSid"].map { text throws(ConfigurationProblem) in
            try Self.sid(text, "MG", "messagingServiceSid")
        }
        guard from != nil || messagingServiceSid != nil else {
            throw ConfigurationProblem(key: "from", remedy: "must be given, or messagingServiceSid")
        }
        if let from, TwilioAddress(from) == nil {
            throw ConfigurationProblem(
                key: "from", remedy: "must be a number with + and country code, a short code, a name, or whatsapp: and a number")
        }
        sendsMedia = try Self.flag(settings.values["mms"])
        guard let publicURL = settings.publicURL, let callbackURL = settings.webhookURL else {
            throw ConfigurationProblem(key: "publicURL", remedy: "must be given, here or at the top: Twilio signs the public address")
        }
        self.publicURL = publicURL
        self.callbackURL = callbackURL
        origin = settings.baseURL ?? "https://api.twilio.com"
        contentOrigin = settings.baseURL ?? "https://content.twilio.com"
        templateLanguage = settings.values["hsmFallbackLanguage"].flatMap { $0.isEmpty ? nil : $0 } ?? "en"
        authorization = try Self.authorization(settings, accountSid, authToken)
    }

    /// Whether it is a sender on WhatsApp.
    var isWhatsApp: Bool { from?.hasPrefix(TwilioAddress.whatsApp) ?? false }

    /// The fields that go with every call.
    var headers: HTTPFields { HTTPFields(["Authorization": authorization.revealText()]) }

    /// Where messages are posted to.
    var messagesURL: String { "\(origin)/2010-04-01/Accounts/\(accountSid)/Messages.json" }

    /// Whether credentials may be shown to the host of a file.
    func isOwn(_ url: String) -> Bool { url.hasPrefix(origin + "/") }

    // MARK: Reading

    private static func authorization(_ settings: AccountSettings, _ account: String, _ token: Secret) throws(ConfigurationProblem)
        -> Secret
    {
        guard let text = settings.values["apiKeySid"], !text.isEmpty else { return basic(account, token) }
        return basic(try sid(text, "SK", "apiKeySid"), try settings.secretWord("apiKeySecret"))
    }

    private static func basic(_ user: String, _ password: Secret) -> Secret {
        Secret("Basic " + Base64.encode(Array("\(user):".utf8) + password.revealBytes()))
    }

    private static func sid(_ text: String, _ prefix: String, _ key: String) throws(ConfigurationProblem) -> String {
        let digits = text.utf8.dropFirst(2)
        let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || (0x41...0x46).contains($0) }
        guard text.hasPrefix(prefix), digits.count == 32, isHex else {
            throw ConfigurationProblem(key: key, remedy: "must be \(prefix) and 32 hexadecimal digits, as the console shows it")
        }
        return text
    }

    private static func flag(_ text: String?) throws(ConfigurationProblem) -> Bool {
        switch text {
        case nil, "true": true
        case "false": false
        default: throw ConfigurationProblem(key: "mms", remedy: "must be true or false")
        }
    }
}
