package import Core

/// Metrics in Prometheus' text form. Source: Prometheus, "Exposition formats", text format 0.0.4.
package enum PrometheusText {
    /// The content type to answer with.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All numbers, sorted by name and labels, with a HELP line where a text is known and a TYPE line.
    package static func render(_ metrics: Metrics) -> [UInt8] {
        let (samples, help) = metrics.samples()
        var out = ""
        var current: String?
        for sample in samples {
            let name = valid(sample.series.name)
            if current != sample.series.name {
                current = sample.series.name
                if let text = help[sample.series.name] { out += "# HELP \(name) \(escaped(text, quotes: false))\n" }
                out += "# TYPE \(name) \(sample.kind.rawValue)\n"
            }
            let labels = sample.series.labels.map { "\(valid($0.name))=\"\(escaped($0.value, quotes: true))\"" }
            out += labels.isEmpty ? "\(name) \(sample.value)\n" : "\(name){\(labels.joined(separator: ","))} \(sample.value)\n"
        }
        return Array(out.utf8)
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\"" where quotes: out += "\\\""
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func valid(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
    }
}
