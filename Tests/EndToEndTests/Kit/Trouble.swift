/// Why a test cannot go on, in a sentence.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Returns what `look` finds as soon as it finds something.
///
/// - Throws: `problem` when there is nothing in time.
func eventually<Found>(
    _ problem: @autoclosure () -> String, within deadline: Duration = .seconds(15), every pause: Duration = .milliseconds(10),
    _ look: () async throws -> Found?
) async throws -> Found {
    let end = ContinuousClock.now + deadline
    while true {
        if let found = try await look() { return found }
        guard ContinuousClock.now < end else { throw Trouble("\(problem()) (waited \(deadline))") }
        try await Task.sleep(for: pause)
    }
}

/// Returns when `condition` holds.
///
/// - Throws: `problem` when it does not hold in time.
func eventually(
    _ problem: @autoclosure () -> String, within deadline: Duration = .seconds(15), every pause: Duration = .milliseconds(10),
    _ condition: () async throws -> Bool
) async throws {
    _ = try await eventually(problem(), within: deadline, every: pause) { try await condition() ? true : nil }
}
