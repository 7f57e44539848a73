internal import ConnectorKit
internal import Core

/// Reads the apps of the file.
struct AppReader {
    let registrations: [ConnectorRegistration]
    let secrets: SecretReader
    /// The worker's own public address.
    let publicURL: String?
    private let appIDs = UsedOnce<ID>()
    private let keyIDs = UsedOnce<String>()
    private let webhookIDs = UsedOnce<ID>()
    private let integrationIDs = UsedOnce<ID>()

    init(registrations: [ConnectorRegistration], secrets: SecretReader, publicURL: String?) {
        self.registrations = registrations
        self.secrets = secrets
        self.publicURL = publicURL
    }

    func apps(of root: ConfigurationSection) -> [AppConfiguration] {
        if root.value("apps") == nil { root.problem("apps", "must be given: a list with at least one app") }
        let sections = root.sections("apps")
        if case .array(let elements)? = root.value("apps")?.kind, elements.isEmpty { root.problem("apps", "must hold at least one app") }
        return sections.compactMap(app)
    }

    private func app(_ section: ConfigurationSection) -> AppConfiguration? {
        let id = section.identifier("id")
        if let id { appIDs.claim(id, "id", in: section) }
        let displayName = section.text("displayName")
        let (masks, retention, language) = settings(section)
        let pace = section.integer("callsPerSecond", default: AppConfiguration.usualCallsPerSecond, in: 1...1_000_000)
        // A placeholder keeps the checks of the parts going when the id itself is wrong.
        let owner = id ?? .first
        let keys = section.sections("keys").compactMap(key)
        let webhooks = section.sections("webhooks").compactMap { webhook($0, owner: owner) }
        let integrations = section.sections("integrations").compactMap { integration($0) }
        section.finish()
        guard let id else { return nil }
        return AppConfiguration(
            id: id, displayName: displayName ?? id.description, maskCreditCardNumbers: masks,
            conversationRetentionSeconds: retention, failureLanguage: language, callsPerSecond: pace, keys: keys, webhooks: webhooks,
            integrations: integrations)
    }

    private func settings(_ section: ConfigurationSection) -> (masks: Bool, retention: Int, language: WordsLanguage) {
        guard let settings = section.section("settings") else { return (true, 0, .english) }
        let masks = settings.bool("maskCreditCardNumbers", default: true)
        let retention = settings.integer("conversationRetentionSeconds", default: 0, in: 0...315_360_000)
        let language = settings.choice("failureLanguage", default: WordsLanguage.english)
        settings.finish()
        return (masks, retention, language)
    }

    private func key(_ section: ConfigurationSection) -> KeyConfiguration? {
        let form = "`app_` and 24 characters 0-9 a-f; make one with: echo \"app_$(openssl rand -hex 12)\""
        let id = section.text("id", required: form)
        let valid = id.map { $0.hasPrefix("app_") && ID(String($0.dropFirst(4))) != nil } ?? false
        if let id, valid { keyIDs.claim(id, "id", in: section) }
        if id != nil, !valid { section.problem("id", "must be \(form)") }
        let secret = secrets.secret("secret", in: section, required: "the password that goes with the id")
        section.finish()
        guard let id, valid, let secret else { return nil }
        return KeyConfiguration(id: id, secret: secret)
    }

    private func webhook(_ section: ConfigurationSection, owner: ID) -> WebhookConfiguration? {
        let given = section.identifier("id", required: false)
        let target = section.url("target", .target, required: "the address that events are posted to")
        let id = given ?? target.map { WebhookConfiguration.derivedID(app: owner, target: $0.text) }
        if let id { webhookIDs.claim(id, given == nil ? "target" : "id", in: section) }
        let triggers = triggers(section)
        let secret = secrets.secret("secret", in: section, required: "`whsec_` and base64", check: WebhookSecret.check)
        let (user, source) = (section.bool("includeFullUser", default: false), section.bool("includeFullSource", default: false))
        section.finish()
        guard let id, let target, let secret else { return nil }
        return WebhookConfiguration(
            id: id, target: target, triggers: triggers, secret: secret, includeFullUser: user, includeFullSource: source)
    }

    private func triggers(_ section: ConfigurationSection) -> [String] {
        guard let texts = section.texts("triggers"), !texts.isEmpty else {
            if case .array? = section.value("triggers")?.kind {
                section.problem("triggers", "must name event types, or [\"*\"] for all")
            } else if section.value("triggers") == nil {
                section.problem("triggers", "must be given: a list of event types, or [\"*\"] for all")
            }
            return []
        }
        for (path, line, text) in texts where !WebhookTrigger.isKnown(text) {
            let nearest = Spelling.nearest(to: text, among: WebhookTrigger.all).map { "; did you mean \"\($0)\"?" }
            section.report.add(path, line: line, "is not an event type\(nearest ?? ", such as \"conversation:message\" or \"*\"")")
        }
        return texts.map(\.text)
    }

    private func integration(_ section: ConfigurationSection) -> IntegrationConfiguration? {
        let id = section.identifier("id")
        if let id { integrationIDs.claim(id, "id", in: section) }
        return IntegrationReader(section: section, registrations: registrations, secrets: secrets, publicURL: publicURL).read(id: id)
    }
}

extension WebhookConfiguration {
    /// The id of a webhook that has none in the file: the same for the same app and target at every start.
    static func derivedID(app: ID, target: String) -> ID {
        let bytes = Array("\(app) \(target)".utf8)
        return ID(high: hash(bytes, from: 0xcbf2_9ce4_8422_2325), low: UInt32(truncatingIfNeeded: hash(bytes.reversed(), from: 0x84222325)))
    }

    /// FNV-1a, 64 bits: spreads well, and nobody gains by a collision here.
    private static func hash(_ bytes: [UInt8], from start: UInt64) -> UInt64 {
        bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
