package import Core
internal import JSONKit
internal import Redaction

extension LogFormat {
    /// The largest value that is written whole, in characters of Unicode; the rest is cut off and marked.
    package static let valueLimit = 1024

    /// A line as it is written, with its line feed. No value can end the line or steer a terminal.
    ///
    /// Nothing should put a customer's text into a log; a card number that gets there all the same is masked here (invariant 2).
    package func bytes(of line: Log.Line, at time: Instant) -> [UInt8] {
        let line = line.masked
        switch self {
        case .json: return json(line, time)
        case .journal: return Array("<\(priority(line.level))>\(body(line))\n".utf8)
        case .plain: return Array("\(Timestamp.date(time))T\(Timestamp.time(time))Z \(name(line.level)) \(body(line))\n".utf8)
        case .terminal(let colour):
            let start = colour ? "\u{1B}[\(shade(line.level))m" : ""
            return Array("\(Timestamp.time(time)) \(start)\(name(line.level))\(colour ? "\u{1B}[0m" : "") \(body(line))\n".utf8)
        }
    }

    private func body(_ line: Log.Line) -> String {
        let pairs = line.metadata.map { "\(LogEscape.escaped($0.name, quoted: false))=\(LogEscape.value($0.value))" }
        let message = LogEscape.escaped(line.message, quoted: false)
        return pairs.isEmpty ? message : message + "  " + pairs.joined(separator: " ")
    }

    private func json(_ line: Log.Line, _ time: Instant) -> [UInt8] {
        var bytes = JSONWriter.object { json in
            json.field("time", "\(Timestamp.date(time))T\(Timestamp.time(time))Z")
            json.field("level", "\(line.level)")
            json.field("message", line.message)
            json.object("fields") { json in
                for pair in line.metadata { json.field(pair.name, LogEscape.short(pair.value)) }
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private func name(_ level: Log.Level) -> String {
        switch level {
        case .debug: "DEBUG"
        case .info: "INFO "
        case .warning: "WARN "
        case .error: "ERROR"
        }
    }

    private func priority(_ level: Log.Level) -> Int {
        switch level {
        case .debug: 7
        case .info: 6
        case .warning: 4
        case .error: 3
        }
    }

    private func shade(_ level: Log.Level) -> Int {
        switch level {
        case .debug: 2
        case .info: 36
        case .warning: 33
        case .error: 31
        }
    }
}

extension Log.Line {
    /// The line with card numbers in its values masked.
    fileprivate var masked: Log.Line {
        var line = self
        for index in metadata.indices { line.metadata[index].value = CardRedaction.masked(metadata[index].value) }
        return line
    }
}

/// Keeps what is logged on its line.
private enum LogEscape {
    /// A value: bare when it is plain, else in quotes.
    static func value(_ text: String) -> String {
        let plain = text.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "=")
        }
        return plain && !text.isEmpty ? short(text) : "\"\(escaped(short(text), quoted: true))\""
    }

    /// The text, cut off past the limit.
    static func short(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(LogFormat.valueLimit)
        return scalars.endIndex == text.unicodeScalars.endIndex ? text : String(scalars) + "…"
    }

    /// The text without characters that end a line, steer a terminal or turn the direction of writing.
    static func escaped(_ text: String, quoted: Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\"" where quoted, "\\" where quoted: out += "\\\(scalar)"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                    out += "\\u{\(String(scalar.value, radix: 16))}"
                default: out.unicodeScalars.append(scalar)
                }
            }
        }
        return out
    }
}
