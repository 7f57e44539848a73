internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads one integration against the fields of its connector.
struct IntegrationReader {
    /// The largest metadata of an integration, in bytes of JSON.
    static let metadataLimit = 4 << 10

    let section: ConfigurationSection
    let registrations: [ConnectorRegistration]
    let secrets: SecretReader
    /// The worker's own public address, for integrations that name no other.
    let publicURL: String?

    /// The integration; nil after a problem was noted.
    func read(id: ID?) -> IntegrationConfiguration? {
        let before = section.report.problems.count
        guard let registration = registration() else { return nil }
        let displayName = section.text("displayName")
        let baseURL = section.url("baseURL", .base)
        let publicURL = section.url("publicURL", .base)?.text ?? publicURL
        let threading = threading()
        let policies = policies()
        let pace = section.value("messagesPerSecond") == nil ? nil : section.integer("messagesPerSecond", default: 1, in: 1...100_000)
        let templates = TemplateConfiguration(section)
        let metadata = metadata()
        let relay = section.section("relay").flatMap { RelayReader(section: $0, secrets: self.secrets).read() }
        let (values, secrets) = fields(of: registration)
        section.finish()
        guard let id, section.report.problems.count == before else { return nil }
        let settings = AccountSettings(integrationID: id, values: values, secrets: secrets, baseURL: baseURL?.text, publicURL: publicURL)
        do {
            let channel = try registration.connect(settings)
            if relay != nil, channel.polling != nil {
                section.problem("relay", "has nothing to hand on: this channel asks its provider by itself; set it up for webhooks instead")
            }
            return IntegrationConfiguration(
                id: id, displayName: displayName, registration: registration, settings: settings,
                channel: channel, baseURL: baseURL, threading: threading,
                messagesPerSecond: pace, templates: templates, metadata: metadata, policies: policies, relay: relay)
        } catch {
            for problem in error.all { section.problem(in: problem.key, problem.remedy) }
            return nil
        }
    }

    private func registration() -> ConnectorRegistration? {
        let known = registrations.map(\.type).sorted()
        let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
        guard let type = section.text("type", required: "one of \(list)") else { return nil }
        if let registration = registrations.first(where: { $0.type == type }) { return registration }
        let nearest = Spelling.nearest(to: type, among: known).map { "did you mean \"\($0)\"? " } ?? ""
        section.problem("type", "is not a known type; \(nearest)Known are \(list)")
        return nil
    }

    private func fields(of registration: ConnectorRegistration) -> (values: [String: String], secrets: [String: Secret]) {
        var values: [String: String] = [:]
        var found: [String: Secret] = [:]
        for field in registration.fields {
            if field.secret {
                found[field.key] = secrets.secret(field.key, in: section, required: field.required ? field.help : nil)
            } else {
                values[field.key] = plain(field)
            }
        }
        return (values, found)
    }

    /// The plain field as text: numbers as written, lists of texts with a line feed between.
    private func plain(_ field: ConfigurationField) -> String? {
        guard let value = section.value(field.key) else {
            if field.required { section.problem(field.key, "must be given: \(field.help)") }
            return nil
        }
        if field.json { return value.jsonText }
        switch value.kind {
        case .bool(let bool): return bool ? "true" : "false"
        case .number(let text) where text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }: return text
        case .array: return section.texts(field.key).map { $0.map(\.text).joined(separator: "\n") }
        case .string: return section.text(field.key)
        case .number, .object, .null:
            section.problem(field.key, "must be text in quotes, and is \(value.noun)")
            return nil
        }
    }

    private func threading() -> ThreadingConfiguration {
        var threading = ThreadingConfiguration()
        guard let section = section.section("threading") else { return threading }
        threading.mode = section.choice("mode", default: threading.mode)
        threading.gapHours = section.integer("gapHours", default: threading.gapHours, in: 1...8760)
        threading.reopen = section.choice("reopen", default: threading.reopen)
        section.finish()
        return threading
    }

    private func metadata() -> JSONBytes {
        guard let object = section.section("metadata") else { return .emptyObject }
        let bytes = JSONWriter.object { json in
            for key in object.others {
                guard let value = object.value(key) else { continue }
                json.key(key)
                write(value, key, of: object, to: &json)
            }
        }
        object.finish()
        if bytes.count > Self.metadataLimit { section.problem("metadata", "is larger than 4 KiB") }
        return JSONBytes(bytes)
    }

    private func write(_ value: JSON5Value, _ key: String, of object: ConfigurationSection, to json: inout JSONWriter) {
        switch value.kind {
        case .string(let text): json.value(text)
        case .bool(let bool): json.value(bool)
        case .number(let text):
            if let integer = value.integer {
                json.value(integer)
            } else if let number = Double(text) {
                json.value(number)
            } else {
                json.null()
            }
        case .array, .object, .null:
            object.problem(key, "must be text, a number, true or false, and is \(value.noun)")
            json.null()
        }
    }
}
