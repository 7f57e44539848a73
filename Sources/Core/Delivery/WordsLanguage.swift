/// A language that failures are explained in.
package enum WordsLanguage: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case korean = "ko"

    /// The language of a tag such as `en-US`; English when there are no words in it.
    package init(tag: String) { self = Self(rawValue: tag.prefix { $0 != "-" && $0 != "_" }.lowercased()) ?? .english }
}

extension FailureCode {
    /// The words in a language.
    package func words(in language: WordsLanguage) -> FailureWords {
        switch language {
        case .english: words
        case .korean: koreanWords
        }
    }
}

extension Failure {
    /// What happened, in a language. A sentence that is more exact than the code's own is known in English only; it follows in brackets elsewhere.
    package func detail(in language: WordsLanguage) -> String {
        let own = code.words(in: language).detail
        guard let detail else { return own }
        return language == .english ? detail : "\(own) (\(detail))"
    }
}
