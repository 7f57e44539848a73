import Glibc

/// Measures the rows that were asked for, one after the other.
struct Bench {
    let options: Options

    init(_ options: Options) { self.options = options }

    func run() throws {
        let setting = try Setting(folder: options.folder)
        var report = Report()
        report.begin()
        if wants(.idle) { try IdleRow(setting: setting).run(&report) }
        if wants(.masking) { MaskingRow().run(&report) }
        if wants(.intake) { try IntakeRow(setting: setting, options: options).run(&report) }
        if wants(.sending) { try SendingRow(setting: setting, replies: options.replies).run(&report) }
        if wants(.latency) { try LatencyRow(setting: setting).run(&report) }
        if wants(.api) { try APIRow(setting: setting).run(&report) }
        if wants(.visitors) { try VisitorsRow(setting: setting).run(&report) }
        if wants(.growth) { try GrowthRow(setting: setting, options: options).run(&report) }
        report.end()
    }

    /// Whether a row was asked for. What the row before has left to be written is written first: it would slow down this one.
    private func wants(_ row: Options.Row) -> Bool {
        guard options.rows.contains(row) else { return false }
        sync()
        return true
    }
}
