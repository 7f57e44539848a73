internal import ConnectorKit
internal import JSONKit

/// One object of the settings while it is read. Keys that are asked for become known; `finish` reports the others.
final class SettingsObject {
    let place: String
    let findings: SettingsFindings
    private let json: JSON
    private var known: [String] = []

    init(_ json: JSON, at place: String, _ findings: SettingsFindings) {
        self.json = json
        self.place = place
        self.findings = findings
    }

    /// The object under a key of the account; nil, after a problem was noted, when it is missing or no object.
    static func top(_ key: String, of settings: AccountSettings, required: Bool, _ findings: SettingsFindings) -> SettingsObject? {
        guard let text = settings.values[key], !text.isEmpty else {
            if required { findings.add(key, "must be given: an object; see the README, Custom channels") }
            return nil
        }
        guard let json = (try? JSONDocument.parse(text))?.root, json.kind == .object else {
            findings.add(key, "must be an object in { }")
            return nil
        }
        return SettingsObject(json, at: key, findings)
    }

    /// The place of a key of this object.
    func place(_ key: String) -> String { "\(place).\(key)" }

    /// Notes a problem of a key.
    func problem(_ key: String, _ remedy: String) { findings.add(place(key), remedy) }

    /// The value of a key; missing when it is absent or null.
    func value(_ key: String) -> JSON {
        if !known.contains(key) { known.append(key) }
        let value = json[key]
        return value.isNull ? .missing : value
    }

    func has(_ key: String) -> Bool { value(key).exists }

    /// All keys and values, for tables whose keys are the user's own.
    var members: [(key: String, value: JSON)] { Array(json.object) }

    /// Reports keys that nobody asked for.
    func finish() {
        let list = known.sorted().map { "`\($0)`" }.joined(separator: ", ")
        for (key, _) in members where !known.contains(key) { problem(key, "is not a known key; known here are \(list)") }
    }

    // MARK: Plain values

    func text(_ key: String, default given: String = "") -> String {
        let value = value(key)
        guard value.exists else { return given }
        guard let text = value.string else {
            problem(key, "must be text in quotes")
            return given
        }
        return text
    }

    func requiredText(_ key: String, _ what: String) -> String {
        guard has(key) else {
            problem(key, "must be given: \(what)")
            return ""
        }
        let text = text(key)
        if value(key).string?.isEmpty == true { problem(key, "must not be empty: \(what)") }
        return text
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, default given: Choice) -> Choice where Choice.RawValue == String {
        guard has(key) else { return given }
        return requiredChoice(key) ?? given
    }

    func requiredChoice<Choice: RawRepresentable & CaseIterable>(_ key: String, of _: Choice.Type = Choice.self) -> Choice?
    where Choice.RawValue == String {
        if let choice = value(key).string.flatMap({ Choice(rawValue: $0) }) { return choice }
        problem(key, "must be one of " + Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
        return nil
    }

    func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        let value = value(key)
        guard value.exists else { return nil }
        guard let number = value.int.flatMap({ Int(exactly: $0) }), range.contains(number) else {
            problem(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func object(_ key: String) -> SettingsObject? {
        let value = value(key)
        guard value.exists else { return nil }
        guard value.kind == .object else {
            problem(key, "must be an object in { }")
            return nil
        }
        return SettingsObject(value, at: place(key), findings)
    }

    func texts(_ key: String) -> [String]? {
        let value = value(key)
        guard value.exists else { return nil }
        let texts = value.array.compactMap(\.string)
        guard value.kind == .array, texts.count == value.count else {
            problem(key, "must be a list of texts in [ ]")
            return nil
        }
        return texts
    }
}
