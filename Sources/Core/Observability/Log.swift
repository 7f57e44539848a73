/// Where a part of the worker says what happens: a value that is handed in, so that tests read the lines.
///
/// Messages are static text; what varies goes into the metadata, which must hold no secret, no message text and no address of a customer.
package struct Log: Sendable {
    /// How much a line matters.
    package enum Level: Int, Comparable, Hashable, Sendable, CaseIterable {
        /// Only for finding faults.
        case debug
        /// The ordinary course.
        case info
        /// Something is off, and the worker copes.
        case warning
        /// Somebody must look.
        case error

        package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    /// One line.
    package struct Line: Hashable, Sendable {
        /// How much it matters.
        package var level: Level
        /// What happened.
        package var message: String
        /// Names and values in the order given.
        package var metadata: [Pair]
    }

    /// A name and a value.
    package struct Pair: Hashable, Sendable {
        /// In camelCase.
        package var name: String
        /// As text.
        package var value: String
    }

    private let level: Level
    private let fixed: [Pair]
    private let sink: @Sendable (Line) -> Void

    /// A log that hands lines of at least `level` to `sink`, which must be quick and safe to call from any thread.
    package init(level: Level = .info, sink: @escaping @Sendable (Line) -> Void) {
        self.init(level: level, fixed: [], sink: sink)
    }

    private init(level: Level, fixed: [Pair], sink: @escaping @Sendable (Line) -> Void) {
        self.level = level
        self.fixed = fixed
        self.sink = sink
    }

    /// A log that says nothing.
    package static let silent = Log(level: .error) { _ in }

    /// The same log with more metadata on each line.
    package func with(_ metadata: KeyValuePairs<String, String>) -> Log {
        Log(level: level, fixed: fixed + metadata.map { Pair(name: $0.key, value: $0.value) }, sink: sink)
    }

    /// Says something at debug level. The metadata is only computed if the level is on.
    package func debug(_ message: StaticString, _ metadata: @autoclosure () -> KeyValuePairs<String, String> = [:]) {
        write(.debug, message, metadata)
    }

    /// Says something at info level.
    package func info(_ message: StaticString, _ metadata: @autoclosure () -> KeyValuePairs<String, String> = [:]) {
        write(.info, message, metadata)
    }

    /// Says something at warning level.
    package func warning(_ message: StaticString, _ metadata: @autoclosure () -> KeyValuePairs<String, String> = [:]) {
        write(.warning, message, metadata)
    }

    /// Says something at error level.
    package func error(_ message: StaticString, _ metadata: @autoclosure () -> KeyValuePairs<String, String> = [:]) {
        write(.error, message, metadata)
    }

    private func write(_ level: Level, _ message: StaticString, _ metadata: () -> KeyValuePairs<String, String>) {
        guard level >= self.level else { return }
        sink(Line(level: level, message: "\(message)", metadata: fixed + metadata().map { Pair(name: $0.key, value: $0.value) }))
    }
}
