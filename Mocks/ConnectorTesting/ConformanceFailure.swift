/// A connector did something else than its cases say. Thrown instead of asserted, so that any test framework can show it.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// The case.
    package let label: String
    /// What was expected, what came, and after which change of the input.
    package let what: String

    /// Makes a failure.
    package init(_ label: String, _ what: String) {
        self.label = label
        self.what = what
    }

    package var description: String { "\(label): \(what)" }
}
