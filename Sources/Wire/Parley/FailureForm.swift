package import Core
package import JSONKit

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

/// A failure as `/parley/v1` shows it.
package struct FailureForm: JSONWritable, Hashable, Sendable {
    /// The failure.
    package var failure: Failure
    /// The language of the sentences.
    package var language: WordsLanguage

    /// Wraps a failure.
    package init(_ failure: Failure, language: WordsLanguage = .english) {
        self.failure = failure
        self.language = language
    }

    package func write(to json: inout JSONWriter) {
        let words = failure.code.words(in: language)
        json.object { json in
            json.field("code", failure.code.rawValue)
            json.field("retryable", failure.code.retryable)
            json.field("actor", failure.code.actor.rawValue)
            json.field("title", words.title)
            json.field("detail", failure.detail(in: language))
            json.field("nextStep", words.nextStep)
            json.field("provider", orNull: failure.provider)
        }
    }
}

extension ProviderError: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", code)
            json.field("message", message)
            json.field("details", ifPresent: details)
        }
    }
}
