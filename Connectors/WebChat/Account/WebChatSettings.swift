internal import ConnectorKit
internal import JSONKit

/// Reads the fields of a web chat; what cannot be used is named by its key.
struct WebChatSettings {
    private let settings: AccountSettings

    init(_ settings: AccountSettings) { self.settings = settings }

    /// A field that may hold an object or a list.
    private func json(_ key: String) throws(ConfigurationProblem) -> JSON {
        guard let text = settings.values[key], !text.isEmpty else { return .missing }
        do { return try JSONDocument.parse(Array(text.utf8)).root } catch {
            throw ConfigurationProblem(key: key, remedy: "cannot be read")
        }
    }

    func object(_ key: String) throws(ConfigurationProblem) -> JSONValue {
        let json = try json(key)
        guard !json.exists || json.kind == .object else { throw ConfigurationProblem(key: key, remedy: "must be an object") }
        return json.exists ? JSONValue(json) : .object([])
    }

    func localized(_ key: String) throws(ConfigurationProblem) -> LocalizedText? {
        let json = try json(key)
        guard json.exists else { return nil }
        guard let text = LocalizedText(json) else {
            throw ConfigurationProblem(key: key, remedy: "must be text, or texts by language: { en: \"…\", ko: \"…\" }")
        }
        return text
    }

    func flag(_ key: String, default given: Bool) throws(ConfigurationProblem) -> Bool {
        switch settings.values[key] {
        case nil: given
        case "true": true
        case "false": false
        default: throw ConfigurationProblem(key: key, remedy: "must be true or false")
        }
    }

    func number(_ key: String, default given: Int, in range: ClosedRange<Int>) throws(ConfigurationProblem) -> Int {
        guard let text = settings.values[key] else { return given }
        guard let number = Int(text), range.contains(number) else {
            throw ConfigurationProblem(key: key, remedy: "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, default given: Choice) throws(ConfigurationProblem) -> Choice
    where Choice.RawValue == String {
        guard let text = settings.values[key] else { return given }
        guard let choice = Choice(rawValue: text) else {
            throw ConfigurationProblem(key: key, remedy: "must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    func address(_ key: String) throws(ConfigurationProblem) -> String? {
        guard let text = settings.values[key], !text.isEmpty else { return nil }
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else {
            throw ConfigurationProblem(key: key, remedy: "must start with https://")
        }
        return text
    }

    /// Origins as browsers write them: scheme, host and a port that is not the usual one, without a slash at the end.
    func origins(_ key: String) throws(ConfigurationProblem) -> Set<String> {
        var origins: Set<String> = []
        for text in (settings.values[key] ?? "").split(separator: "\n") {
            let origin = text.hasSuffix("/") ? text.dropLast().lowercased() : text.lowercased()
            let afterScheme = origin.hasPrefix("https://") ? origin.dropFirst(8) : origin.hasPrefix("http://") ? origin.dropFirst(7) : ""
            guard !afterScheme.isEmpty, !afterScheme.contains("/"), !afterScheme.contains("*") else {
                throw ConfigurationProblem(key: key, remedy: "must list origins such as \"https://shop.example.com\", without a path")
            }
            origins.insert(origin)
        }
        return origins
    }

    func questions(_ key: String) throws(ConfigurationProblem) -> [WebChatAccount.Question] {
        var questions: [WebChatAccount.Question] = []
        for entry in try json(key).array {
            guard let id = entry["id"].string, !id.isEmpty, id.utf8.count <= 64, let question = LocalizedText(entry["question"]),
                let answer = LocalizedText(entry["answer"]), !questions.contains(where: { $0.id == id })
            else {
                throw ConfigurationProblem(
                    key: "\(key)[\(questions.count)]",
                    remedy: "must have an id of its own of at most 64 characters, a question and an answer")
            }
            questions.append(WebChatAccount.Question(id: id, question: question, answer: answer))
        }
        guard questions.count <= 20 else { throw ConfigurationProblem(key: key, remedy: "must have at most 20 entries") }
        return questions
    }

    func targets(_ key: String) throws(ConfigurationProblem) -> [ContinuationTarget] {
        var targets: [ContinuationTarget] = []
        for entry in try json(key).array {
            guard let target = ContinuationTarget(entry), !targets.contains(where: { $0.integrationID == target.integrationID }) else {
                throw ConfigurationProblem(
                    key: "\(key)[\(targets.count)]",
                    remedy: """
                        must have the integrationId of another channel, once, and either its WhatsApp number ("+49 151 23456789") or its \
                        Telegram bot ("acme_bot"); conversation may be "same" or "new"
                        """)
            }
            targets.append(target)
        }
        return targets
    }

    func hours(_ key: String) throws(ConfigurationProblem) -> OpeningHours? {
        let json = try json(key)
        guard json.exists else { return nil }
        do { return try OpeningHours(json) } catch { throw ConfigurationProblem(key: error.key, remedy: error.remedy) }
    }

    func contactForm(_ key: String) throws(ConfigurationProblem) -> WebChatAccount.ContactForm? {
        let json = try json(key)
        guard json.exists else { return nil }
        guard let when = json["when"].string.flatMap({ WebChatAccount.ContactForm.Moment(rawValue: $0) }) else {
            throw ConfigurationProblem(key: "\(key).when", remedy: "must be \"before\" or \"away\"")
        }
        let fields = json["fields"].exists ? json["fields"].array.compactMap(\.string) : ["name", "email"]
        guard !fields.isEmpty, fields.allSatisfy({ ["name", "email"].contains($0) }) else {
            throw ConfigurationProblem(key: "\(key).fields", remedy: "must list \"name\", \"email\" or both")
        }
        return WebChatAccount.ContactForm(when: when, fields: fields)
    }

    func absence(_ key: String) throws(ConfigurationProblem) -> AbsenceRule {
        let json = try json(key)
        guard !json.exists || json.kind == .object else { throw ConfigurationProblem(key: key, remedy: "must be an object") }
        let seconds = json["after"].exists ? json["after"].int : 300
        guard let seconds, (1...86_400).contains(seconds) else {
            throw ConfigurationProblem(key: "\(key).after", remedy: "must be a number of seconds from 1 to 86400")
        }
        guard let mails = json["mail"].exists ? json["mail"].bool : true else {
            throw ConfigurationProblem(key: "\(key).mail", remedy: "must be true or false")
        }
        let link = json["link"].string
        if json["link"].exists {
            let isAddress = link.map { $0.hasPrefix("https://") || $0.hasPrefix("http://") } ?? false
            guard isAddress else { throw ConfigurationProblem(key: "\(key).link", remedy: "must start with https://") }
        }
        return AbsenceRule(delay: .seconds(seconds), mails: mails, link: link)
    }
}
