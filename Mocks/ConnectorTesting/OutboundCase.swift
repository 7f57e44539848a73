package import ConnectorKit
package import Core

/// A message, and the requests and outcomes that it must lead to.
package struct OutboundCase: Sendable, CustomStringConvertible {
    /// A request that is expected. The body is compared as JSON: key order and white space play no part.
    package struct Request: Sendable {
        /// The body.
        package let body: String
        /// What the provider answers.
        package let answer: HTTPResponse
        /// What the connector must make of the answer; nil: not looked at.
        package let outcome: Outcome?

        /// Makes an expectation.
        package init(_ body: String, answer: HTTPResponse, outcome: Outcome? = nil) {
            self.body = body
            self.answer = answer
            self.outcome = outcome
        }
    }

    /// What must come of the message.
    package enum Expectation: Sendable {
        /// These requests, in order, and no other.
        case requests([Request])
        /// A refusal before any call.
        case refused(FailureCode)
    }

    /// What is shown; unique in its table.
    package let label: String
    /// The message.
    package let message: OutboundMessage
    /// What goes along, to come back in statuses.
    package let correlation: String
    /// What must come of it.
    package let expected: Expectation

    /// Makes a case.
    package init(_ label: String, _ message: OutboundMessage, correlation: String, expected: Expectation) {
        self.label = label
        self.message = message
        self.correlation = correlation
        self.expected = expected
    }

    package var description: String { label }
}
