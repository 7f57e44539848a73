import ConnectorKit
import Core
import JSONKit
import Runtime
import Wire

/// What a caller says of a channel: the fields of the configuration file. Null clears.
struct IntegrationChange: Sendable {
    /// The longest field of a type, in Unicode scalars.
    static let fieldLimit = 8192

    private let displayName: String?
    private let isOff: Bool?
    private let metadata: JSONBytes?
    private let baseURL: String?
    private let threading: Threading?
    private let messagesPerSecond: Int?
    private let whenWindowClosed: TemplatePolicy.WhenWindowClosed?
    private let botTemplatesPerMinute: Int?
    private var values: [String: String] = [:]
    private var secrets: [String: String] = [:]

    /// Whether any field of the type is given.
    var hasFields: Bool { !values.isEmpty || !secrets.isEmpty || baseURL != nil }

    init(_ body: FieldReader, _ registration: ConnectorRegistration?, _ call: APICall) throws {
        displayName = try Self.clearable(body["displayName"], call.maskedText(body["displayName"], limit: 100))
        isOff = try body["status"].word(["active", "inactive"]).map { $0 == "inactive" }
        metadata = body["metadata"].json.isNull ? .emptyObject : try Metadata.decode(try call.masked(body["metadata"]))
        baseURL = try Self.clearable(body["baseURL"], body["baseURL"].address(.base))
        threading = try Threading(body["threading"])
        messagesPerSecond = try body["messagesPerSecond"].integer(in: 1...100_000)
        whenWindowClosed = try TemplatePolicy.WhenWindowClosed(body["whenWindowClosed"])
        botTemplatesPerMinute = try body["botTemplatesPerMinute"].integer(in: 1...6000)
        for field in registration?.fields ?? [] {
            let reader = FieldReader(body.json[field.key], path: field.key)
            guard let text = try Self.clearable(reader, field.json ? Self.json(reader) : Self.plain(reader)) else { continue }
            if field.secret { secrets[field.key] = text } else { values[field.key] = text }
        }
    }

    /// The empty text for null, which clears.
    private static func clearable(_ field: FieldReader, _ text: String?) -> String? { field.json.isNull ? "" : text }

    /// A field that may be an object or a list, as the connector takes it: JSON text. A text may hold it already.
    private static func json(_ field: FieldReader) throws(WireProblem) -> String? {
        guard field.json.exists, !field.json.isNull else { return nil }
        if let text = field.json.string, (try? JSONDocument.parse(text)) != nil { return try field.text(limit: fieldLimit) }
        let text = String(decoding: field.json.serialized(), as: UTF8.self)
        guard text.utf8.count <= fieldLimit else { throw field.problem("must have at most \(fieldLimit) bytes of JSON") }
        return text
    }

    /// A field as the connector takes it: numbers as written, lists of texts with a line feed between.
    private static func plain(_ field: FieldReader) throws(WireProblem) -> String? {
        switch field.json.kind {
        case .missing, .null: return nil
        case .bool: return field.json.bool == true ? "true" : "false"
        case .integer: return field.json.numberText
        case .array:
            var lines: [String] = []
            for element in try field.elements(0...1000) ?? [] { lines.append(try element.requiredText(limit: 1024)) }
            return lines.joined(separator: "\n")
        case .string: return try field.text(limit: fieldLimit)
        case .double, .object: throw field.problem("must be a string")
        }
    }

    /// Lays the change over what is kept. Secrets are sealed.
    func apply(to record: inout IntegrationRecord, app: ID, _ sealing: SecretSealing) {
        record.displayName = displayName ?? record.displayName
        record.isOff = isOff ?? record.isOff
        record.metadata = metadata ?? record.metadata
        record.baseURL = baseURL ?? record.baseURL
        record.threading = threading ?? record.threading
        record.messagesPerSecond = messagesPerSecond ?? record.messagesPerSecond
        record.whenWindowClosed = whenWindowClosed ?? record.whenWindowClosed
        record.botTemplatesPerMinute = botTemplatesPerMinute ?? record.botTemplatesPerMinute
        record.values.merge(values) { $1 }
        for (key, secret) in secrets {
            record.secrets[key] = secret.isEmpty ? "" : sealing.seal(Secret(secret), for: record.place(key, app: app))
        }
    }
}

extension Threading {
    /// Reads `threading` of a request; nil when absent.
    fileprivate init?(_ field: FieldReader) throws(WireProblem) {
        guard field.isPresent else { return nil }
        try field.requireObject()
        self.init()
        mode = try field["mode"].word(["lasting", "sessions"]).flatMap { Mode(rawValue: $0) } ?? mode
        if let hours = try field["gapHours"].integer(in: 1...8760) { gap = .hours(Int64(hours)) }
        reopen = try field["reopen"].word(["always", "withinGap", "never"]).flatMap { Reopen(rawValue: $0) } ?? reopen
    }
}

extension TemplatePolicy.WhenWindowClosed {
    /// Reads `whenWindowClosed` of a request: `"fail"` or `{"template", "language"}`; nil when absent.
    fileprivate init?(_ field: FieldReader) throws(WireProblem) {
        guard field.isPresent else { return nil }
        guard field.json.kind == .object else {
            guard try field.word(["fail"]) != nil else { return nil }
            self = .fail
            return
        }
        self = .template(
            name: try field["template"].requiredText(limit: FieldLimit.shortText),
            language: try field["language"].text(limit: FieldLimit.shortText))
    }
}

extension APICall {
    /// A value with card numbers masked in its texts.
    func masked(_ field: FieldReader) throws -> FieldReader {
        let masker = PayloadMasker(context.masking(app: app, channel: "api"), identifiers: IdentifierFields([]))
        guard let masked = masker.masked(field.json) else { return field }
        return FieldReader(try JSONDocument.parse(masked).root, path: field.path)
    }

    /// A text with card numbers masked; nil when absent.
    func maskedText(_ field: FieldReader, limit: Int) throws(WireProblem) -> String? {
        context.masking(app: app, channel: "api").masked(try field.text(limit: limit))
    }
}
