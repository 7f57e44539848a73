internal import ConnectorKit

/// Collects everything that is wrong with the settings of one account.
final class SettingsFindings {
    private var problems: [ConfigurationProblem] = []

    /// Notes a problem of the setting at `place`.
    func add(_ place: String, _ remedy: String) { problems.append(ConfigurationProblem(key: place, remedy: remedy)) }

    /// - Throws: all problems as one, if there are any.
    func finish() throws(ConfigurationProblem) {
        guard var first = problems.first else { return }
        first.others = Array(problems.dropFirst())
        throw first
    }
}
