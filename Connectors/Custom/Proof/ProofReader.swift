internal import ConnectorKit
internal import Core
internal import Cryptography

/// Reads `verify` and `outbound.sign`, and the secrets that they need.
struct ProofReader {
    let settings: AccountSettings
    let findings: SettingsFindings

    // MARK: Inbound

    func webhookProof() -> WebhookProof? {
        guard let object = SettingsObject.top("verify", of: settings, required: true, findings) else { return nil }
        defer { object.finish() }
        guard let kind = object.requiredChoice("kind", of: WebhookProof.Kind.self) else { return nil }
        let keys = ["webhookSecret", "previousWebhookSecret"].filter { settings.secrets[$0] != nil }
        switch kind {
        case .standardWebhooks:
            let tolerance = tolerance(object)
            let keys = keys.compactMap { standardKey($0) }
            return .standardWebhooks(StandardWebhooksProof(keys: keys), tolerance: tolerance)
        case .hmac:
            guard let scheme = scheme(object) else { return nil }
            let encoding = object.choice("secretEncoding", default: MACScheme.SecretEncoding.text)
            let tolerance = scheme.coversTime ? tolerance(object) : .zero
            return .code(scheme, keys: keys.compactMap { key($0, encoding) }, tolerance: tolerance)
        case .header:
            let name = fieldName(object, "header")
            return .header(name, prefix: object.text("prefix"), keys.compactMap { visible($0) })
        case .path: return .path(keys.compactMap { pathSecret($0) })
        }
    }

    private func tolerance(_ object: SettingsObject) -> Duration {
        .seconds(object.number("toleranceSeconds", in: 1...86_400) ?? 300)
    }

    // MARK: Outbound

    func signing(_ object: SettingsObject?) -> RequestSigning {
        guard let object else { return .none }
        defer { object.finish() }
        guard let kind = object.requiredChoice("kind", of: RequestSigning.Kind.self) else { return .none }
        if kind == .none { return .none }
        guard settings.secrets["sendSecret"] != nil else {
            findings.add("sendSecret", "must be given for \(object.place) of the kind \"\(kind.rawValue)\"")
            _ = scheme(object, isNeeded: kind == .hmac)
            return .none
        }
        switch kind {
        case .none: return .none
        case .standardWebhooks: return standardKey("sendSecret").map { .standardWebhooks(StandardWebhooksProof(keys: [$0])) } ?? .none
        case .hmac:
            guard let scheme = scheme(object) else { return .none }
            let encoding = object.choice("secretEncoding", default: MACScheme.SecretEncoding.text)
            return key("sendSecret", encoding).map { .code(scheme, key: $0) } ?? .none
        case .header:
            let (name, prefix) = (fieldName(object, "header"), object.text("prefix"))
            return visible("sendSecret").map { .header(name, value: Secret(bytes: Array(prefix.utf8) + $0.revealBytes())) } ?? .none
        case .basic:
            guard let secret = visible("sendSecret") else { return .none }
            if !secret.revealBytes().contains(UInt8(ascii: ":")) {
                findings.add("sendSecret", "must be a user name and a password with a colon between for the kind \"basic\"")
            }
            return .header("Authorization", value: Secret("Basic " + Base64.encode(secret.revealBytes())))
        }
    }

    // MARK: Codes

    private func scheme(_ object: SettingsObject, isNeeded: Bool) -> MACScheme? {
        if isNeeded { return scheme(object) }
        for key in ["header", "prefix"] { _ = object.has(key) }
        return nil
    }

    private func scheme(_ object: SettingsObject) -> MACScheme? {
        let header = fieldName(object, "header")
        let signedText = object.text("signed", default: "{body}")
        let layout = MACScheme.layout(signedText)
        if layout == nil {
            object.problem("signed", "must hold {body}, and beside it {timestamp} or plain text, such as \"{timestamp}.{body}\"")
        }
        let needsTime = layout?.contains(.timestamp) ?? false
        let timestampHeader = needsTime ? fieldName(object, "timestampHeader") : nil
        let format = needsTime ? object.choice("timestampFormat", default: TimeFormat.seconds) : .seconds
        let algorithm = object.choice("algorithm", default: HMAC.Hash.sha256)
        let encoding = object.choice("encoding", default: MACScheme.Encoding.hex)
        guard let layout else { return nil }
        return MACScheme(
            header: header, prefix: object.text("prefix"), algorithm: algorithm, encoding: encoding, layout: layout,
            timestampHeader: timestampHeader, timestampFormat: format)
    }

    private func fieldName(_ object: SettingsObject, _ key: String) -> String {
        let name = object.requiredText(key, "the name of a header field, such as \"X-Signature\"")
        if !name.isEmpty, !HeaderText.isName(name) { object.problem(key, "must be the name of a header field: letters, digits and -") }
        return name
    }

    // MARK: Secrets

    private func standardKey(_ name: String) -> [UInt8]? {
        let text = settings.secrets[name]?.revealText() ?? ""
        let prefix = StandardWebhooksProof.secretPrefix
        guard !text.hasPrefix("v1,") else { return fault(name, "must not have `v1,` in front of `whsec_`") }
        guard text.hasPrefix(prefix) else { return fault(name, "must begin with `whsec_`, as Standard Webhooks secrets do") }
        guard let key = Base64.decode(String(text.dropFirst(prefix.count)), padding: .optional), (24...64).contains(key.count) else {
            return fault(name, "must hold the base64 of 24 to 64 bytes behind `whsec_`")
        }
        return key
    }

    private func key(_ name: String, _ encoding: MACScheme.SecretEncoding) -> [UInt8]? {
        guard let secret = settings.secrets[name], !secret.isEmpty else { return fault(name, "must not be empty") }
        switch encoding {
        case .text: return secret.revealBytes()
        case .hex: return Hex.decode(secret.revealText()) ?? fault(name, "must be hexadecimal digits: secretEncoding says so")
        case .base64:
            return Base64.decode(secret.revealText(), padding: .optional) ?? fault(name, "must be base64: secretEncoding says so")
        }
    }

    /// A secret that can stand in a header field.
    private func visible(_ name: String) -> Secret? {
        guard let secret = settings.secrets[name], !secret.isEmpty, secret.revealBytes().allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return fault(name, "must not be empty and must not hold line ends")
        }
        return secret
    }

    /// A secret that can stand in an address as it is, and cannot be guessed.
    private func pathSecret(_ name: String) -> Secret? {
        let isPlain = settings.secrets[name]?.revealText().utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
        }
        guard let secret = settings.secrets[name], isPlain == true, secret.revealBytes().count >= 24 else {
            return fault(name, "must be at least 24 letters, digits, - . _ or ~ for an address; make one with: openssl rand -hex 24")
        }
        return secret
    }

    private func fault<Value>(_ name: String, _ remedy: String) -> Value? {
        findings.add(name, remedy)
        return nil
    }
}

/// What may stand in header fields (RFC 9110, section 5).
enum HeaderText {
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    static func isValue(_ text: String) -> Bool { text.utf8.count <= 4096 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}
