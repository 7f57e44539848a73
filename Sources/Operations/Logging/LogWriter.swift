package import Core
internal import Glibc

/// Writes log lines to a descriptor, one `write` each, so that lines of several threads never mix.
package struct LogWriter: Sendable {
    /// The form of the lines.
    package let format: LogFormat
    private let descriptor: Int32
    private let now: @Sendable () -> Instant

    /// A writer to `descriptor`, which stays open for as long as the process runs.
    package init(descriptor: Int32 = 2, format: LogFormat, now: @escaping @Sendable () -> Instant) {
        self.descriptor = descriptor
        self.format = format
        self.now = now
    }

    /// The form that suits what `descriptor` is connected to.
    package static func suitedFormat(descriptor: Int32 = 2, variables: [String: String]) -> LogFormat {
        var status = stat()
        let identity = fstat(descriptor, &status) == 0 ? "\(status.st_dev):\(status.st_ino)" : nil
        return .suited(isTerminal: isatty(descriptor) == 1, identity: identity, variables: variables)
    }

    /// Writes one line. A line that nobody takes is lost: a log must never hold up the work.
    package func write(_ line: Log.Line) {
        let bytes = format.bytes(of: line, at: now())
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
            }
        }
    }

    /// A log that writes here.
    package func log(level: Log.Level) -> Log { Log(level: level, sink: write) }
}
