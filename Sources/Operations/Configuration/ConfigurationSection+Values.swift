extension ConfigurationSection {
    /// The text at `key`, which must not be empty; a problem is noted for anything else, and for its absence if `required` says how to mend it.
    func text(_ key: String, required: String? = nil) -> String? {
        guard let value = value(key) else {
            if let required { problem(key, "must be given: \(required)") }
            return nil
        }
        guard case .string(let text) = value.kind else {
            problem(key, "must be text in quotes, and is \(value.noun)")
            return nil
        }
        guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            problem(key, text.isEmpty ? "must not be empty" : "must not contain control characters")
            return nil
        }
        return text
    }

    /// The boolean at `key`.
    func bool(_ key: String, default standard: Bool) -> Bool {
        guard let value = value(key) else { return standard }
        guard case .bool(let bool) = value.kind else {
            problem(key, "must be true or false without quotes, and is \(value.noun)")
            return standard
        }
        return bool
    }

    /// The whole number at `key`.
    func integer(_ key: String, default standard: Int, in range: ClosedRange<Int>) -> Int {
        guard let value = value(key) else { return standard }
        guard let integer = value.integer, range.contains(integer) else {
            problem(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return standard
        }
        return integer
    }

    /// The seconds at `key`.
    func seconds(_ key: String, default standard: Duration, in range: ClosedRange<Int>) -> Duration {
        .seconds(integer(key, default: Int(standard.components.seconds), in: range))
    }

    /// The choice at `key`.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, default standard: Choice) -> Choice {
        guard let text = text(key) else { return standard }
        if let choice = Choice(rawValue: text) { return choice }
        problem(key, "must be one of \(Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))")
        return standard
    }

    /// The texts at `key`, each with its own path and line: a list, or one text where `single` allows it.
    func texts(_ key: String, single: Bool = false) -> [(path: String, line: Int, text: String)]? {
        guard let value = value(key) else { return nil }
        let elements: [(String, JSON5Value)]
        switch value.kind {
        case .array(let values): elements = values.enumerated().map { ("\(path(key))[\($0.offset)]", $0.element) }
        case .string where single: elements = [(path(key), value)]
        case .null, .bool, .number, .string, .object:
            problem(key, "must be a list of texts\(single ? " or one text" : ""), and is \(value.noun)")
            return nil
        }
        return elements.compactMap { path, element in
            if case .string(let text) = element.kind, !text.isEmpty { return (path, element.line, text) }
            report.add(path, line: element.line, "must be text in quotes that is not empty")
            return nil
        }
    }

    /// The object at `key`.
    func section(_ key: String) -> ConfigurationSection? {
        guard let value = value(key) else { return nil }
        guard case .object(let members) = value.kind else {
            problem(key, "must be an object { … }, and is \(value.noun)")
            return nil
        }
        return ConfigurationSection(members, path: path(key), line: value.line, report: report)
    }

    /// The objects of the list at `key`.
    func sections(_ key: String) -> [ConfigurationSection] {
        guard let value = value(key) else { return [] }
        guard case .array(let elements) = value.kind else {
            problem(key, "must be a list [ … ], and is \(value.noun)")
            return []
        }
        return elements.enumerated().compactMap { position, element in
            let path = "\(path(key))[\(position)]"
            if case .object(let members) = element.kind {
                return ConfigurationSection(members, path: path, line: element.line, report: report)
            }
            report.add(path, line: element.line, "must be an object { … }, and is \(element.noun)")
            return nil
        }
    }
}
