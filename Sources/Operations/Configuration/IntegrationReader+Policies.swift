internal import Core

extension IntegrationReader {
    /// The most words of the owner's own, and the longest, in bytes: longer messages are not looked at.
    private static let wordsLimit = 100
    private static let wordLimit = 64

    /// `window` and `consent`: what the owner decides about them.
    func policies() -> IntegrationPolicies {
        var policies = IntegrationPolicies()
        if let window = section.section("window") {
            policies.closingLead = .minutes(Int64(window.integer("closingLeadMinutes", default: 60, in: 0...10_080)))
            window.finish()
        }
        guard let consent = section.section("consent") else { return policies }
        policies.requireOptIn = consent.bool("requireOptIn", default: policies.requireOptIn)
        if consent.value("words") != nil { policies.words = consent.choice("words", default: Capabilities.ConsentRule.Words.plain) }
        policies.stopWords = words("stopWords", in: consent)
        policies.startWords = words("startWords", in: consent)
        consent.finish()
        return policies
    }

    private func words(_ key: String, in section: ConfigurationSection) -> [String] {
        let words = section.texts(key)?.map(\.text) ?? []
        if words.count > Self.wordsLimit { section.problem(key, "has more than \(Self.wordsLimit) words") }
        for word in words where word.utf8.count > Self.wordLimit || ConsentWords.comparable(word).isEmpty {
            section.problem(key, "holds \"\(word.prefix(20))\", which no message can be; give words of at most \(Self.wordLimit) bytes")
        }
        return words
    }
}
