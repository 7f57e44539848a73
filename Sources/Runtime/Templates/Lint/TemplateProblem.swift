package import Core

/// One thing that keeps a template from being sent.
package struct TemplateProblem: Hashable, Sendable {
    /// Where: `name`, `language`, `status`, `header`, `body`, `body.2`, `body.first_name`, `button.0`.
    package var slot: String
    /// What is wrong and what to do, as the rest of a sentence that begins with the slot. Holds nothing of the value.
    package var message: String
    /// The failure that it leads to.
    package var code: FailureCode

    /// Makes a problem; with the values unless another code is given.
    package init(_ slot: String, _ message: String, _ code: FailureCode = .templateParameters) {
        self.slot = slot
        self.message = message
        self.code = code
    }

    /// The sentence.
    package var sentence: String { "\(slot) \(message)." }
}

extension [TemplateProblem] {
    /// The failure that names all problems; nil without any. Values are only judged once the template itself may be sent.
    package func failure(of template: String) -> Failure? {
        guard let first else { return nil }
        let same = filter { $0.code == first.code }.map(\.sentence)
        let shown = same.prefix(8).joined(separator: " ")
        let rest = same.count > 8 ? " And \(same.count - 8) more." : ""
        return Failure(first.code, detail: "Template \(template): \(shown)\(rest)")
    }
}
