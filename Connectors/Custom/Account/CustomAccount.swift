internal import ConnectorKit
internal import Core

/// The settings of one custom channel, read once. Everything that is wrong is told at once.
struct CustomAccount: Sendable {
    let proof: WebhookProof
    let inbound: InboundRules
    let outbound: OutboundSettings
    let failures: FailureTable
    let capabilities: CustomCapabilities
    /// Where the provider may call back to; nil where nobody said how the outside reaches the worker, and where the address is a secret.
    let callbackURL: String?

    init(_ settings: AccountSettings) throws(ConfigurationProblem) {
        let findings = SettingsFindings()
        let proof = ProofReader(settings: settings, findings: findings).webhookProof()
        inbound = InboundReader(settings: settings, findings: findings).read()
        outbound = OutboundSettings.read(settings, findings)
        failures = FailureTable.read(settings, findings)
        capabilities = CustomCapabilities.read(settings, findings)
        try findings.finish()
        guard let proof else { throw ConfigurationProblem(key: "verify", remedy: "must be given") }
        self.proof = proof
        callbackURL = proof.isPath ? nil : settings.webhookURL
    }
}
