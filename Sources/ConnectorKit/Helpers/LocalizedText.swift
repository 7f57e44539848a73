package import JSONKit

/// A text of the business, in one language for all or in several.
package struct LocalizedText: Hashable, Sendable {
    private let byLanguage: [String: String]
    private let fallback: String

    /// Reads `"text"` or `{ "en": "text", "ko": "텍스트" }`; nil for anything else and for nothing.
    package init?(_ json: JSON) {
        if let text = json.string {
            guard !text.isEmpty else { return nil }
            self.init(fallback: text, byLanguage: [:])
            return
        }
        var texts: [String: String] = [:]
        var first: String?
        for (language, value) in json.object {
            guard let text = value.string, !text.isEmpty else { return nil }
            texts[language.lowercased()] = text
            first = first ?? text
        }
        guard let fallback = texts["en"] ?? first else { return nil }
        self.init(fallback: fallback, byLanguage: texts)
    }

    private init(fallback: String, byLanguage: [String: String]) {
        self.fallback = fallback
        self.byLanguage = byLanguage
    }

    /// The text for a locale such as `ko-KR`: that of the language, else the English one, else the first.
    package func text(for locale: String) -> String {
        let language = String(locale.lowercased().prefix { $0 != "-" && $0 != "_" })
        return byLanguage[locale.lowercased()] ?? byLanguage[language] ?? fallback
    }
}
