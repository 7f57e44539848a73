package import Core

/// What goes along with a call so that a status can be matched even if the call's answer never came: message, step and attempt.
package struct Correlation: Hashable, Sendable, LosslessStringConvertible {
    /// The message.
    package var message: ID
    /// The step, from 0.
    package var step: Int
    /// The attempt.
    package var attempt: ID

    /// Makes a correlation.
    package init(message: ID, step: Int, attempt: ID) {
        self.message = message
        self.step = step
        self.attempt = attempt
    }

    /// `<message>.<step>.<attempt>`: at most 64 characters.
    package var description: String { "\(message).\(step).\(attempt)" }

    /// Reads `description`; nil for anything else.
    package init?(_ text: String) {
        let fields = text.split(separator: ".", omittingEmptySubsequences: false)
        guard fields.count == 3, let message = ID(utf8: fields[0].utf8), let step = Int(fields[1]), (0..<1000).contains(step),
            let attempt = ID(utf8: fields[2].utf8)
        else { return nil }
        self.init(message: message, step: step, attempt: attempt)
    }
}
