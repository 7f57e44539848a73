import Glibc

/// Prints the figures, each with what it should reach.
struct Report {
    private var missed: [String] = []

    /// What a figure should reach.
    enum Bound {
        case atLeast(Double)
        case atMost(Double)
        /// Told for information.
        case none

        fileprivate func holds(_ value: Double) -> Bool? {
            switch self {
            case .atLeast(let bound): value >= bound
            case .atMost(let bound): value <= bound
            case .none: nil
            }
        }

        fileprivate func words(_ unit: String) -> String {
            switch self {
            case .atLeast(let bound): ">= \(Self.short(bound)) \(unit)"
            case .atMost(let bound): "<= \(Self.short(bound)) \(unit)"
            case .none: ""
            }
        }

        private static func short(_ value: Double) -> String {
            value == value.rounded() ? "\(Int(value))" : "\(value)"
        }
    }

    init() {}

    /// Prints the heading.
    func begin() {
        line("figure".left(54), "value".right(12), "  unit".left(12), "  bound".left(22), "met")
    }

    /// Prints a figure.
    mutating func add(_ name: String, _ value: Double, _ unit: String, _ bound: Bound = .none) {
        let verdict = bound.holds(value)
        if verdict == false { missed.append(name) }
        line(
            name.left(54), Self.figure(value).right(12), "  \(unit)".left(12), "  \(bound.words(unit))".left(22),
            verdict.map { $0 ? "yes" : "NO" } ?? "")
    }

    /// Prints what was missed.
    func end() {
        line(missed.isEmpty ? "Every bound is met." : "Not met: \(missed.joined(separator: "; ")).")
    }

    private func line(_ fields: String...) {
        print(fields.joined())
        fflush(nil)
    }

    private static func figure(_ value: Double) -> String {
        if abs(value) >= 100 { return "\(Int(value.rounded()))" }
        let digits = abs(value) >= 10 ? 10.0 : 1000.0
        return "\((value * digits).rounded() / digits)"
    }
}

extension String {
    fileprivate func left(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    fileprivate func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
