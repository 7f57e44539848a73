import Glibc

/// Standard output and error, written with write(2): `print` holds lines back in pipes.
enum Screen {
    /// Whether people look at it: then there are colours and pauses.
    static let isTerminal = isatty(1) == 1

    static func write(_ text: String) { write(text, to: 1) }

    static func error(_ text: String) { write(text + "\n", to: 2) }

    private static func write(_ text: String, to file: Int32) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let written = bytes[start...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            start += written
        }
    }
}
