/// Why a configuration cannot be used: every problem of the file, not only the first. Holds no value of the file.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing to mend.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// Where: `apps[0].integrations[1].appSecret`; empty for the file as a whole.
        package var path: String
        /// The line in the file, from 1; nil when it is about the whole file.
        package var line: Int?
        /// What to do.
        package var remedy: String

        /// Makes a problem.
        package init(path: String, line: Int?, remedy: String) {
            self.path = path
            self.line = line
            self.remedy = remedy
        }

        package var description: String {
            let place = line.map { "line \($0)" } ?? ""
            return [place, path.isEmpty ? remedy : "\(path): \(remedy)"].filter { !$0.isEmpty }.joined(separator: ", ")
        }
    }

    /// The file.
    package var file: String
    /// All problems, in the order of the file.
    package var problems: [Problem]

    /// The file, and one line for each problem.
    package var description: String {
        let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
        return (["\(file): \(count)"] + problems.map { "  \($0)" }).joined(separator: "\n")
    }
}
