/// How log lines are written.
package enum LogFormat: Hashable, Sendable {
    /// For people: time of day (UTC), level, message, `name=value`.
    case terminal(colour: Bool)
    /// For files and pipes: as for people, with the date.
    case plain
    /// For the journal, which keeps the time itself: syslog's priority in front. Source: sd-daemon(3), SD_WARNING and others.
    case journal
    /// One JSON object for each line.
    case json

    /// The form for what standard error is connected to.
    ///
    /// - Parameters:
    ///   - identity: device and inode of standard error as `device:inode`; the journal announces its own in `JOURNAL_STREAM`.
    ///   - variables: the environment. `NO_COLOR` switches colours off.
    package static func suited(isTerminal: Bool, identity: String?, variables: [String: String]) -> LogFormat {
        if let identity, variables["JOURNAL_STREAM"] == identity { return .journal }
        guard isTerminal else { return .plain }
        return .terminal(colour: (variables["NO_COLOR"] ?? "").isEmpty && variables["TERM"] != "dumb")
    }
}
