/// Why a server could not start.
package struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address or part it is about.
    package var subject: String
    /// What went wrong, in words.
    package var reason: String

    /// Makes an error.
    package init(subject: String, reason: String) {
        self.subject = subject
        self.reason = reason
    }

    /// One sentence for the log.
    package var description: String { "cannot listen on \(subject): \(reason)" }
}
