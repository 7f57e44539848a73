import Core
import JSONKit
import Wire

/// Text for a terminal.
enum PlainText {
    /// One line without anything that steers a terminal: what customers and providers write is shown too.
    static func line(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: out += " "
            default: if !isBidirectionalControl(scalar) { out.unicodeScalars.append(scalar) }
            }
        }
        return out
    }

    /// A string or number of an answer on one line; `-` for nothing.
    static func cell(_ json: JSON) -> String {
        guard let text = json.stringOrNumber, !text.isEmpty else { return "-" }
        return line(text)
    }

    /// A date of an answer in UTC, to the second: `2026-01-31 09:05:07Z`; `-` for nothing.
    static func time(_ json: JSON) -> String {
        json.string.flatMap { Instant(wire: $0) }.map { time($0) } ?? "-"
    }

    /// A time in UTC, to the second.
    static func time(_ instant: Instant) -> String {
        let wire = instant.wire
        return "\(wire.prefix(10)) \(wire.dropFirst(11).prefix(8))Z"
    }

    /// A span of time by its two largest units.
    static func span(_ duration: Duration) -> String {
        let seconds = max(0, duration.milliseconds / 1000)
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
        if days > 0 { return "\(days) d \(hours) h" }
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min \(seconds % 60) s" : "\(seconds) s"
    }

    private static func isBidirectionalControl(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
