internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads `inbound`.
struct InboundReader {
    /// More rules than any provider has kinds of events.
    private static let mostRules = 100

    let settings: AccountSettings
    let findings: SettingsFindings

    func read() -> InboundRules {
        var inbound = InboundRules()
        guard let object = SettingsObject.top("inbound", of: settings, required: true, findings) else { return inbound }
        inbound.lists = lists(object)
        let format = object.choice("timeFormat", default: TimeFormat.iso8601)
        let country = country(object)
        let rules = object.value("rules")
        if rules.kind != .array || rules.count == 0 || rules.count > Self.mostRules {
            object.problem(
                "rules",
                "must be a list in [ ] of 1 to \(Self.mostRules) rules such as { event: \"message\", id: \"$.id\", sender: \"$.from\" }")
        }
        for (number, json) in rules.array.enumerated() {
            let place = "rules[\(number)]"
            guard json.kind == .object else {
                object.problem(place, "must be an object in { }")
                continue
            }
            let rule = SettingsObject(json, at: object.place(place), findings)
            if let rule = self.rule(rule, format, country) { inbound.rules.append(rule) }
        }
        object.finish()
        return inbound
    }

    /// `each`: one path or a list of them.
    private func lists(_ object: SettingsObject) -> [ValuePath] {
        let texts: [String]
        switch object.value("each").kind {
        case .missing: return []
        case .string: texts = [object.text("each")]
        case .null, .bool, .integer, .double, .array, .object: texts = object.texts("each") ?? []
        }
        return texts.compactMap { text in
            do throws(PathFault) {
                let path = try ValuePath(text)
                guard path.root == .body, path.isList else { throw PathFault("must begin with $ and hold [*], such as \"$.events[*]\"") }
                return path
            } catch {
                object.problem("each", error.words)
                return nil
            }
        }
    }

    private func country(_ object: SettingsObject) -> String? {
        guard object.has("countryCode") else { return nil }
        let code = object.text("countryCode")
        guard (1...3).contains(code.utf8.count), code.utf8.allSatisfy({ (0x30...0x39).contains($0) }), code.first != "0" else {
            object.problem("countryCode", "must be the digits of a country code in quotes, such as \"82\"")
            return nil
        }
        return code
    }

    // MARK: One rule

    private func rule(_ object: SettingsObject, _ format: TimeFormat, _ country: String?) -> InboundRule? {
        guard let event = object.requiredChoice("event", of: EventKind.self) else { return nil }
        var rule = InboundRule(event: event)
        rule.conditions = conditions(object)
        for field in event.required { rule.fields[field] = object.requiredSource(field.rawValue, field.meaning) }
        for field in event.optional { rule.fields[field] = object.source(field.rawValue) }
        rule.timeFormat = object.choice("timeFormat", default: format)
        rule.countryCode = country
        if event == .status { rule.states = states(object) }
        if event.hasContent {
            rule.files = files(object)
            rule.place = place(object)
        }
        object.finish()
        return rule
    }

    private func conditions(_ object: SettingsObject) -> [InboundRule.Condition] {
        guard let when = object.object("when") else { return [] }
        return when.members.compactMap { key, value in
            do throws(PathFault) {
                return InboundRule.Condition(path: try ValuePath(key), expectation: try Self.expectation(value))
            } catch {
                when.problem(key, error.words)
                return nil
            }
        }
    }

    private static func expectation(_ json: JSON) throws(PathFault) -> InboundRule.Condition.Expectation {
        if let isPresent = json.bool { return .present(isPresent) }
        if let word = ValueSource.text(json) { return .oneOf([word]) }
        let words = json.array.compactMap { ValueSource.text($0) }
        guard !words.isEmpty, words.count == json.count else {
            throw PathFault("must be a word, a list of words, true (is there) or false (is not there)")
        }
        return .oneOf(words)
    }

    private func states(_ object: SettingsObject) -> [String: StatusWord] {
        guard let table = object.object("states") else {
            if !object.has("states") {
                object.problem(
                    "states", "must be given: your provider's words and ours, such as { DELIVRD: \"delivered\", UNDELIV: \"failed\" }")
            }
            return [:]
        }
        var states: [String: StatusWord] = [:]
        for (key, word) in table.wordTable() {
            guard let state = StatusWord(rawValue: word) else {
                table.problem(key, "must be one of " + StatusWord.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
                continue
            }
            states[key] = state
        }
        return states
    }

    // MARK: Files and places

    private func files(_ object: SettingsObject) -> InboundRule.Files? {
        guard let media = object.object("media") else { return nil }
        defer { media.finish() }
        let list = media.path("each")
        if let list, !list.isList { media.problem("each", "must hold [*], such as \"@.attachments[*]\"") }
        return InboundRule.Files(
            list: list, url: media.requiredSource("url", "where the file can be fetched"), type: media.source("type"),
            name: media.source("name"), size: media.source("size"), kind: media.source("kind"))
    }

    private func place(_ object: SettingsObject) -> InboundRule.Place? {
        guard let place = object.object("location") else { return nil }
        defer { place.finish() }
        return InboundRule.Place(
            latitude: place.requiredSource("latitude", "degrees north"), longitude: place.requiredSource("longitude", "degrees east"),
            name: place.source("name"), address: place.source("address"))
    }
}
