internal import Core

/// Reads `relay` of an integration.
struct RelayReader {
    let section: ConfigurationSection
    let secrets: SecretReader

    /// The relay; nil for none, and after a problem was noted.
    func read() -> RelayConfiguration? {
        let kinds = RelayConfiguration.Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        guard let text = section.text("kind", required: "one of \(kinds)") else { return nil }
        guard let kind = RelayConfiguration.Kind(rawValue: text) else {
            section.problem("kind", "must be one of \(kinds)")
            return nil
        }
        let relay = read(kind)
        section.finish()
        return kind == .none ? nil : relay
    }

    private func read(_ kind: RelayConfiguration.Kind) -> RelayConfiguration? {
        let own = secret("secret", kind, required: kind == .none || kind == .pull ? nil : "what the relay signs with")
        let before = secret("previousSecret", kind, required: nil)
        if own == nil, before != nil { section.problem("previousSecret", "needs the new one as `secret` beside it") }
        let isSigned = kind != .hookdeck && kind != .none
        let tolerance = isSigned ? section.seconds("toleranceSeconds", default: .seconds(300), in: 1...86_400) : .seconds(300)
        var relay = RelayConfiguration(
            kind: kind, secrets: [own, before].compactMap(\.self), tolerance: tolerance, url: nil, token: nil, heartbeat: .seconds(75))
        guard kind == .pull else { return relay }
        relay.url = section.url("url", .target, required: "the address of the relay's event stream")
        relay.token = secrets.secret("token", in: section, required: nil)
        relay.heartbeat = section.seconds("heartbeatSeconds", default: relay.heartbeat, in: 5...3600)
        return relay.url == nil ? nil : relay
    }

    private func secret(_ key: String, _ kind: RelayConfiguration.Kind, required: String?) -> Secret? {
        switch kind {
        case .standardWebhooks, .svix, .pull: secrets.secret(key, in: section, required: required, check: WebhookSecret.check)
        case .hookdeck: secrets.secret(key, in: section, required: required)
        case .none: nil
        }
    }
}
