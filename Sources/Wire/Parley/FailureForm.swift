package import Core
package import JSONKit

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
