/// One object of the file while it is read. Every key that is asked for becomes a known key; `finish` reports the others.
final class ConfigurationSection {
    let path: String
    let line: Int
    let report: ConfigurationReport
    let members: [JSON5Value.Member]
    private var known: [String] = []

    init(_ members: [JSON5Value.Member], path: String, line: Int, report: ConfigurationReport) {
        self.members = members
        self.path = path
        self.line = line
        self.report = report
    }

    /// The path of a key of this object.
    func path(_ key: String) -> String {
        // A key comes from the file: it is shown short and without control characters.
        let shown = String(
            String.UnicodeScalarView(key.unicodeScalars.prefix(64).map { $0.properties.generalCategory == .control ? "?" : $0 }))
        return path.isEmpty ? shown : "\(path).\(shown)"
    }

    /// Notes a problem of a key; its line is that of the value if there is one, else of the object.
    func problem(_ key: String, _ remedy: String) {
        let value = members.first { $0.key == key }?.value
        report.add(path(key), line: value?.line ?? line, remedy)
    }

    /// The value of `key`; nil when it is absent or null.
    func value(_ key: String) -> JSON5Value? {
        if !known.contains(key) { known.append(key) }
        guard let value = members.first(where: { $0.key == key })?.value else { return nil }
        if case .null = value.kind { return nil }
        return value
    }

    /// The keys as written, without those already asked for.
    var others: [String] { members.map(\.key).filter { !known.contains($0) } }

    /// Reports keys that nobody asked for and keys given twice.
    func finish() {
        var seen: Set<String> = []
        for member in members {
            if !known.contains(member.key) {
                report.add(path(member.key), line: member.line, unknown(member.key))
            } else if !seen.insert(member.key).inserted {
                report.add(path(member.key), line: member.line, "is given twice; keep one of them")
            }
        }
    }

    private func unknown(_ key: String) -> String {
        if let nearest = Spelling.nearest(to: key, among: known) { return "is not a known key; did you mean `\(nearest)`?" }
        return "is not a known key; known here are \(known.map { "`\($0)`" }.joined(separator: ", "))"
    }
}
