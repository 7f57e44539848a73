internal import Core

/// Reads secret fields: `{credential}`, `{file}`, `{env}`, or a literal where that is allowed. No problem it notes quotes a value.
struct SecretReader {
    /// The largest secret, in bytes.
    static let sizeLimit = 64 << 10

    let environment: ConfigurationEnvironment
    /// Whether a secret may stand in the file itself: in the sandbox, or when others cannot read the file.
    let literals: Bool

    /// The secret at `key`; nil after a problem was noted, or when it is absent and not required.
    /// - Parameter check: looks at the text and throws what is wrong with it.
    func secret(
        _ key: String, in section: ConfigurationSection, required: String?,
        check: (String) throws(ConfigurationFault) -> Void = { (_) throws(ConfigurationFault) in }
    ) -> Secret? {
        guard let value = section.value(key) else {
            if let required { section.problem(key, "must be given: \(required)") }
            return nil
        }
        do {
            let text = try text(of: value)
            try check(text)
            return Secret(text)
        } catch {
            section.problem(key, error.remedy)
            return nil
        }
    }

    private func text(of value: JSON5Value) throws(ConfigurationFault) -> String {
        switch value.kind {
        case .string(let text):
            guard literals else {
                throw ConfigurationFault(
                    "is written into a file that others may read: make the file 0640 or stricter (chmod 0640), or use { credential: … }, { file: … } or { env: … }"
                )
            }
            return try usable(text)
        case .object(let members):
            guard members.count == 1, let member = members.first, case .string(let name) = member.value.kind, !name.isEmpty else {
                throw ConfigurationFault("must have exactly one of credential, file and env, with text in quotes")
            }
            return try usable(try text(from: member.key, name))
        case .null, .bool, .number, .array:
            throw ConfigurationFault("must be { credential: … }, { file: … } or { env: … }, and is \(value.noun)")
        }
    }

    private func text(from source: String, _ name: String) throws(ConfigurationFault) -> String {
        switch source {
        case "credential": return try credential(name)
        case "file":
            guard name.hasPrefix("/") else { throw ConfigurationFault("names a file that must begin with /") }
            return try contents(name, "the file named here")
        case "env":
            guard let text = environment.variables[name] else { throw ConfigurationFault("names an environment variable that is not set") }
            return text
        default: throw ConfigurationFault("must have exactly one of credential, file and env, with text in quotes")
        }
    }

    private func credential(_ name: String) throws(ConfigurationFault) -> String {
        guard !name.contains("/"), name != ".", name != ".." else {
            throw ConfigurationFault("names a credential, which has no / in it; for a path use { file: … }")
        }
        guard let directory = environment.variables["CREDENTIALS_DIRECTORY"], directory.hasPrefix("/") else {
            throw ConfigurationFault(
                "needs systemd's LoadCredential= (CREDENTIALS_DIRECTORY is not set); without systemd use { file: … } or { env: … }")
        }
        return try contents("\(directory)/\(name)", "the credential named here (LoadCredential= in the unit)")
    }

    private func contents(_ path: String, _ subject: String) throws(ConfigurationFault) -> String {
        let file: ConfigurationEnvironment.File
        do {
            file = try environment.read(path, Self.sizeLimit)
        } catch {
            throw ConfigurationFault("cannot be read: \(subject) \(error.words)")
        }
        guard var text = String(validating: file.bytes, as: UTF8.self) else {
            throw ConfigurationFault("cannot be used: \(subject) is not UTF-8 text")
        }
        // Editors and echo end a file with a line feed that is no part of the secret. "\r\n" is one character.
        if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        return text
    }

    private func usable(_ text: String) throws(ConfigurationFault) -> String {
        guard !text.isEmpty else { throw ConfigurationFault("is empty") }
        guard !text.utf8.contains(0) else { throw ConfigurationFault("contains a NUL byte") }
        guard text.first?.isWhitespace == false, text.last?.isWhitespace == false else {
            throw ConfigurationFault("begins or ends with white space")
        }
        return text
    }
}

/// The form of a webhook's secret.
enum WebhookSecret {
    /// Checks `whsec_` and the base64 of 24 to 64 bytes, padded or not. Source: Standard Webhooks 1.0.0, "Symmetric signatures".
    static func check(_ text: String) throws(ConfigurationFault) {
        let make = "make one with: echo \"whsec_$(openssl rand -base64 32)\""
        guard !text.hasPrefix("v1,") else { throw ConfigurationFault("must not have `v1,` in front of `whsec_`") }
        guard text.hasPrefix("whsec_") else { throw ConfigurationFault("must begin with `whsec_`; \(make)") }
        guard let count = decodedCount(text.utf8.dropFirst(6)) else {
            throw ConfigurationFault("must be base64 behind `whsec_`; \(make)")
        }
        guard (24...64).contains(count) else { throw ConfigurationFault("must hold 24 to 64 bytes behind `whsec_`; \(make)") }
    }

    private static func decodedCount(_ text: some BidirectionalCollection<UInt8>) -> Int? {
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let digits = text.count - padding
        guard digits % 4 != 1, padding == 0 || (digits + padding) % 4 == 0 && padding <= 2 else { return nil }
        let valid = text.dropLast(padding).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
        return valid ? digits * 3 / 4 : nil
    }
}
