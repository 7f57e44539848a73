/// Questions that the customer answers in one go ("Sunshine Conversations API, form message").
package struct FormContent: Hashable, Sendable {
    /// 1 to 20 questions with different names.
    package var fields: [FormQuestion]
    /// Whether the customer can write nothing else while the form is open, on channels that know how.
    package var blocksChatInput: Bool
    /// Whether it has been answered.
    package var isSubmitted: Bool

    /// Makes a form.
    package init(_ fields: [FormQuestion], blocksChatInput: Bool = false, isSubmitted: Bool = false) {
        self.fields = fields
        self.blocksChatInput = blocksChatInput
        self.isSubmitted = isSubmitted
    }
}

/// One question of a form.
package struct FormQuestion: Hashable, Sendable {
    /// What kind of answer is asked for.
    package enum Kind: Hashable, Sendable {
        /// A text of so many characters.
        case text(TextRule)
        /// An e-mail address.
        case email
        /// As many as `size` says of the options.
        case select([FormOption], size: ClosedRange<Int>?)
    }

    /// What a text answer must be.
    package struct TextRule: Hashable, Sendable {
        /// Numbers in the place of words.
        package enum Format: String, Hashable, Sendable, CaseIterable { case integer, decimal }

        /// Length in characters; within 1 to 256.
        package var size: ClosedRange<Int>
        /// The kind of number, if it must be one.
        package var format: Format?

        /// Makes a rule; the usual one is 1 to 128 characters.
        package init(size: ClosedRange<Int> = 1...128, format: Format? = nil) {
            self.size = size
            self.format = format
        }
    }

    /// 1 to 128 characters; unique within the form.
    package var name: String
    /// What the customer reads.
    package var label: String
    /// What stands in the empty field.
    package var placeholder: String?
    /// What kind of answer is asked for.
    package var kind: Kind

    /// Makes a question.
    package init(_ kind: Kind, name: String, label: String, placeholder: String? = nil) {
        self.kind = kind
        self.name = name
        self.label = label
        self.placeholder = placeholder
    }
}

/// Something to choose, or chosen.
package struct FormOption: Hashable, Sendable {
    /// For programs.
    package var name: String
    /// For people.
    package var label: String

    /// Makes an option.
    package init(name: String, label: String) {
        self.name = name
        self.label = label
    }
}

/// The answers to a form, in the order of its questions.
package struct FormResponse: Hashable, Sendable {
    /// One answer.
    package struct Answer: Hashable, Sendable {
        /// What was answered.
        package enum Value: Hashable, Sendable {
            case text(String)
            case email(String)
            case select([FormOption])
        }

        /// The question's name.
        package var name: String
        /// The question's label.
        package var label: String
        /// What was answered.
        package var value: Value

        /// Makes an answer.
        package init(_ value: Value, name: String, label: String) {
            self.value = value
            self.name = name
            self.label = label
        }

        /// The answer in words.
        package var words: String {
            switch value {
            case .text(let text), .email(let text): text
            case .select(let options): options.map(\.label).joined(separator: ", ")
            }
        }
    }

    /// 1 to 20 answers.
    package var answers: [Answer]

    /// Makes a response.
    package init(_ answers: [Answer]) { self.answers = answers }

    /// All answers as lines of `label: answer`.
    package var textFallback: String { answers.map { "\($0.label): \($0.words)" }.joined(separator: "\n") }
}
