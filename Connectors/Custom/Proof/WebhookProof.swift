internal import ConnectorKit
internal import Core
internal import Cryptography

/// How a request shows that the provider sent it.
enum WebhookProof: Sendable {
    case standardWebhooks(StandardWebhooksProof, tolerance: Duration)
    case code(MACScheme, keys: [[UInt8]], tolerance: Duration)
    /// A secret in a header field, behind a prefix. Proves the sender, not the bytes.
    case header(String, prefix: String, [Secret])
    /// A secret behind the integration's id in the address. Proves the sender, not the bytes.
    case path([Secret])

    enum Kind: String, Hashable, Sendable, CaseIterable { case standardWebhooks, hmac, header, path }

    var isPath: Bool {
        if case .path = self { true } else { false }
    }

    func verdict(on request: HTTPRequest, now: Instant) -> Verdict {
        guard request.method == "POST" else { return .refused(.methodNotAllowed) }
        return switch self {
        case .standardWebhooks(let proof, let tolerance): proof.verdict(on: request, now: now, tolerance: tolerance)
        case .code(let scheme, let keys, let tolerance): Self.check(request, scheme, keys, now, tolerance)
        case .header(let name, let prefix, let secrets): Self.check(request.headers.values(name), prefix, secrets)
        case .path(let secrets): Self.check(request.path, secrets)
        }
    }

    /// When the request was signed by its own account; nil for proofs without a time, and where the time cannot be read.
    func time(of request: HTTPRequest) -> Instant? {
        switch self {
        case .standardWebhooks(let proof, _): proof.time(of: request)
        case .code(let scheme, _, _): scheme.time(of: request)?.time
        case .header, .path: nil
        }
    }

    private static func check(
        _ request: HTTPRequest, _ scheme: MACScheme, _ keys: [[UInt8]], _ now: Instant, _ tolerance: Duration
    ) -> Verdict {
        let values = request.headers.values(scheme.header)
        guard let value = values.first else { return .refused(.signatureMissing) }
        guard values.count == 1, let code = scheme.decoded(value) else { return .refused(.signatureMalformed) }
        var timestamp = ""
        if scheme.coversTime {
            guard let signed = scheme.time(of: request) else { return .refused(.signatureMalformed) }
            let distance = now - signed.time
            guard distance <= tolerance, distance >= .zero - tolerance else { return .refused(.expired) }
            timestamp = signed.text
        }
        let isRight = keys.contains { ConstantTime.areEqual(scheme.code(key: $0, timestamp: timestamp, body: request.body), code) }
        return isRight ? .accepted(signed: true) : .refused(.signatureWrong)
    }

    private static func check(_ values: [String], _ prefix: String, _ secrets: [Secret]) -> Verdict {
        guard let value = values.first else { return .refused(.signatureMissing) }
        guard values.count == 1 else { return .refused(.signatureMalformed) }
        let isRight = secrets.contains { ConstantTime.areEqual(Array(prefix.utf8) + $0.revealBytes(), Array(value.utf8)) }
        return isRight ? .accepted(signed: false) : .refused(.tokenWrong)
    }

    /// `/webhooks/{id}/{secret}`
    private static func check(_ path: String, _ secrets: [Secret]) -> Verdict {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return .refused(.tokenWrong) }
        let isRight = secrets.contains { ConstantTime.areEqual($0.revealBytes(), Array(parts[3].utf8)) }
        return isRight ? .accepted(signed: false) : .refused(.tokenWrong)
    }
}
