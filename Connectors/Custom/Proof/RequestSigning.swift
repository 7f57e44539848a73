internal import ConnectorKit
internal import Core
internal import Cryptography

/// How a request of ours shows the provider that we sent it.
enum RequestSigning: Sendable {
    case none
    case standardWebhooks(StandardWebhooksProof)
    case code(MACScheme, key: [UInt8])
    /// One header field with a secret, such as `Authorization: Bearer …`.
    case header(String, value: Secret)

    enum Kind: String, Hashable, Sendable, CaseIterable { case standardWebhooks, hmac, header, basic, none }

    /// Carries the key of a step to the moment of the call, where the signature needs it.
    static let idField = "webhook-id"

    /// The request with its proof.
    func signed(_ request: OutboundRequest, now: Instant) -> OutboundRequest {
        var request = request
        switch self {
        case .none: break
        case .standardWebhooks(let proof):
            let id = request.headers[Self.idField] ?? ""
            for (name, value) in proof.headers(id: id, time: now, body: request.body) { request.headers[name] = value }
        case .code(let scheme, let key):
            let timestamp = scheme.timestampFormat.written(now)
            if let header = scheme.timestampHeader { request.headers[header] = timestamp }
            request.headers[scheme.header] = scheme.encoded(scheme.code(key: key, timestamp: timestamp, body: request.body))
        case .header(let name, let value): request.headers[name] = value.revealText()
        }
        return request
    }
}

extension TimeFormat {
    /// A time as text, for formats that are numbers; seconds for the others.
    func written(_ time: Instant) -> String {
        switch self {
        case .milliseconds: String(time.milliseconds)
        case .microseconds: String(time.milliseconds * 1000)
        case .seconds, .iso8601, .http: String(time.seconds)
        }
    }
}
