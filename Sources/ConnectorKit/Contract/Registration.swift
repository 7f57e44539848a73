package import Core

/// How a connector presents itself. The program lists one of these per connector; that is all it takes to add a channel.
package struct ConnectorRegistration: Sendable {
    /// The `type` in the configuration and in the API, such as `whatsapp`.
    package var type: String
    /// Fields that the configuration must or may give, for checking and for help.
    package var fields: [ConfigurationField]
    /// How payloads are encoded, so that the runtime can decode and mask them.
    package var payload: PayloadForm
    /// Which fields of a payload are identifiers and stay untouched by masking.
    package var identifiers: IdentifierFields
    /// Failure codes by provider code, for the catalogue that people read.
    package var failures: [ProviderFailure]
    /// Makes the channel of one account.
    package var connect: @Sendable (AccountSettings) throws(ConfigurationProblem) -> any Channel

    /// Makes a registration.
    package init(
        type: String, fields: [ConfigurationField], payload: PayloadForm, identifiers: IdentifierFields, failures: [ProviderFailure],
        connect: @escaping @Sendable (AccountSettings) throws(ConfigurationProblem) -> any Channel
    ) {
        self.type = type
        self.fields = fields
        self.payload = payload
        self.identifiers = identifiers
        self.failures = failures
        self.connect = connect
    }
}

/// A field of a connector's configuration.
package struct ConfigurationField: Hashable, Sendable {
    /// Its key, in camelCase.
    package var key: String
    /// Whether it must be given.
    package var required: Bool
    /// Whether it is a secret: then it may be `{credential}`, `{file}` or `{env}`, and is never shown.
    package var secret: Bool
    /// Whether it may be an object or a list of objects: the connector then gets it as JSON text.
    package var json: Bool
    /// What it is and where to find it, in one sentence.
    package var help: String

    /// Makes a field.
    package init(_ key: String, required: Bool = true, secret: Bool = false, json: Bool = false, help: String) {
        self.key = key
        self.required = required
        self.secret = secret
        self.json = json
        self.help = help
    }
}

/// The settings of one account, checked against the connector's fields: all required ones are there, no others.
package struct AccountSettings: Sendable {
    /// The integration's id.
    package var integrationID: ID
    /// Plain fields by key.
    package var values: [String: String]
    /// Secret fields by key.
    package var secrets: [String: Secret]
    /// Replaces scheme and host of the provider, without a slash at the end; nil for the real one.
    package var baseURL: String?
    /// How the outside reaches this worker, without a slash at the end; nil when nobody said. For providers that sign the public address
    /// or are told where to call back to.
    package var publicURL: String?

    /// Makes settings.
    package init(
        integrationID: ID, values: [String: String], secrets: [String: Secret], baseURL: String?, publicURL: String? = nil
    ) {
        self.integrationID = integrationID
        self.values = values
        self.secrets = secrets
        self.baseURL = baseURL
        self.publicURL = publicURL
    }

    /// The public address of this integration's webhooks.
    package var webhookURL: String? { publicURL.map { "\($0)/webhooks/\(integrationID)" } }

    /// The plain field `key`.
    package func value(_ key: String) throws(ConfigurationProblem) -> String {
        guard let value = values[key], !value.isEmpty else { throw ConfigurationProblem(key: key, remedy: "must be given") }
        return value
    }

    /// The secret field `key`.
    package func secret(_ key: String) throws(ConfigurationProblem) -> Secret {
        guard let secret = secrets[key] else { throw ConfigurationProblem(key: key, remedy: "must be given") }
        return secret
    }

    /// The secret field `key`, without white space: a line end from a credential file would end up inside a header, or in the key of every
    /// signature.
    package func secretWord(_ key: String) throws(ConfigurationProblem) -> Secret {
        let secret = try secret(key)
        guard !secret.isEmpty, secret.revealBytes().allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw ConfigurationProblem(key: key, remedy: "must not be empty and must not hold spaces or line ends")
        }
        return secret
    }
}

/// A field that cannot be used, and what to do about it. Holds no secret.
package struct ConfigurationProblem: Error, Hashable, Sendable {
    /// The key, relative to the integration.
    package var key: String
    /// What to do.
    package var remedy: String
    /// What else is wrong with the account, so that all of it can be mended at once.
    package var others: [ConfigurationProblem] = []

    /// Makes a problem.
    package init(key: String, remedy: String) {
        self.key = key
        self.remedy = remedy
    }

    /// This one and the others, in order.
    package var all: [ConfigurationProblem] { [ConfigurationProblem(key: key, remedy: remedy)] + others }
}

/// A provider's error code, mapped to ours.
package struct ProviderFailure: Hashable, Sendable {
    /// The provider's code, as text.
    package var providerCode: String
    /// Our code.
    package var code: FailureCode
    /// What the provider says it means, in our words.
    package var meaning: String

    /// Makes an entry.
    package init(_ providerCode: String, _ code: FailureCode, _ meaning: String) {
        self.providerCode = providerCode
        self.code = code
        self.meaning = meaning
    }
}
