internal import ConnectorKit
internal import Core
internal import JSONKit

/// How messages are sent: `outbound` of the configuration.
struct OutboundSettings: Sendable {
    enum Format: String, Hashable, Sendable, CaseIterable { case json, form }

    /// How a call is answered.
    struct Answer: Sendable {
        /// The provider's id of the message; nil: it gives none, and statuses name the key of the call.
        var id: ValueSource?
        var error: ValueSource?
        var errorText: ValueSource?
    }

    /// The whole address.
    var url = ""
    var signing: RequestSigning = .none
    var headers: [HTTPFields.Field] = []
    var format: Format = .json
    /// Nil: Parley's own body.
    var body: BodyTemplate?
    /// Bodies for media and for locations, where they differ.
    var bodies: [String: BodyTemplate] = [:]
    /// The field that carries the key of the call.
    var keyHeader: String?
    /// How long the provider remembers a key; nil: it does not promise to.
    var keyLife: Duration?
    var answer = Answer()

    static let bodyKinds = ["text", "media", "location"]

    func template(for kind: CustomCapabilities.Kind) -> BodyTemplate? {
        switch kind {
        case .text, .buttons: bodies["text"] ?? body
        case .image, .video, .audio, .document, .sticker: bodies["media"] ?? body
        case .location: bodies["location"] ?? body
        }
    }

    // MARK: Reading

    static func read(_ settings: AccountSettings, _ findings: SettingsFindings) -> OutboundSettings {
        var outbound = OutboundSettings()
        guard let object = SettingsObject.top("outbound", of: settings, required: true, findings) else { return outbound }
        let path = object.text("path")
        if !path.isEmpty, !path.hasPrefix("/") { object.problem("path", "must begin with /: it stands behind baseURL") }
        if settings.baseURL == nil {
            findings.add("baseURL", "must be given: where the provider is called, such as \"https://api.example.com\"")
        }
        outbound.url = (settings.baseURL ?? "") + path
        outbound.format = object.choice("format", default: .json)
        outbound.signing = ProofReader(settings: settings, findings: findings).signing(object.object("sign"))
        outbound.headers = headers(object)
        outbound.readBodies(object)
        outbound.readKey(object)
        if let answer = object.object("answer") {
            outbound.answer = Answer(id: answer.source("id"), error: answer.source("error"), errorText: answer.source("errorText"))
            answer.finish()
        }
        object.finish()
        return outbound
    }

    private static func headers(_ object: SettingsObject) -> [HTTPFields.Field] {
        guard let headers = object.object("headers") else { return [] }
        return headers.wordTable().sorted { $0.key < $1.key }.map { name, value in
            if !HeaderText.isName(name) || !HeaderText.isValue(value) {
                headers.problem(name, "must be a header field: letters, digits and - in its name, no line ends in its value")
            }
            return HTTPFields.Field(name: name, value: value)
        }
    }

    private mutating func readBodies(_ object: SettingsObject) {
        if object.has("body") { body = BodyTemplate(object.value("body"), at: object.place("body"), object.findings) }
        if let given = object.object("bodies") {
            for kind in Self.bodyKinds where given.has(kind) {
                bodies[kind] = BodyTemplate(given.value(kind), at: given.place(kind), object.findings)
            }
            given.finish()
        }
        for (key, template) in [("body", body)] + bodies.map({ ("bodies.\($0.key)", $0.value) }) {
            if let template, case .object = template { continue }
            if template != nil { object.problem(key, "must be an object in { }") }
        }
    }

    private mutating func readKey(_ object: SettingsObject) {
        guard let key = object.object("idempotency") else { return }
        let header = key.requiredText("header", "the header field in which the provider takes a key, such as \"Idempotency-Key\"")
        if !header.isEmpty, !HeaderText.isName(header) { key.problem("header", "must be the name of a header field") }
        keyHeader = header
        keyLife = .hours(Int64(key.number("hours", in: 1...8760) ?? 24))
        key.finish()
    }
}
