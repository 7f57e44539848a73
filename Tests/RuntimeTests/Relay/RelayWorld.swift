import ConnectorKit
import Core
import Cryptography
import Runtime

/// Signs as Meta does, over exact bytes: what a relay that rewrites bodies breaks.
struct ByteSignedChannel: Channel {
    static let key = Array("app secret".utf8)

    private let scripted = ScriptedChannel()
    var capabilities: Capabilities { scripted.capabilities }

    static func signature(_ body: [UInt8]) -> String { Hex.encode(HMAC.code(.sha256, for: body, key: key)) }

    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict {
        guard let signature = request.headers["Provider-Signature"] else { return .refused(.signatureMissing) }
        if let time = signedAt(request), !(Duration.minutes(-5)...(.minutes(5))).contains(now - time) { return .refused(.expired) }
        return signature == Self.signature(request.body) ? .accepted(signed: true) : .refused(.signatureWrong)
    }

    /// Where a request names a time, it must be within five minutes.
    func signedAt(_ request: HTTPRequest) -> Instant? {
        request.headers["Provider-Time"].flatMap { Int64($0) }.map { Instant(seconds: $0) }
    }

    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound { try scripted.parse(payload) }
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? { nil }
    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome { .accepted(externalID: nil, recipient: nil) }
}

extension InboundWorld {
    /// Puts a relay before the first integration, whose provider signs bytes.
    func stand(_ relay: Relay?) {
        let directory = context.directory
        let integration = IntegrationEntry(
            id: Self.integration, appID: Self.app, registration: ScriptedChannel.registration, channel: ByteSignedChannel(), relay: relay)
        context.replaceDirectory(
            Directory(apps: Array(directory.apps.values), integrations: [integration], webhooks: Array(directory.webhooks.values)))
    }

    /// What the provider sends, with these fields of the relay.
    func relayed(_ body: [UInt8], provider: [UInt8]? = nil, _ fields: [(String, String)]) -> HTTPRequest {
        var headers = HTTPFields(["Content-Type": "application/json"])
        headers["Provider-Signature"] = ByteSignedChannel.signature(provider ?? body)
        for (name, value) in fields { headers.append(name, value) }
        return HTTPRequest(method: "POST", path: "/webhooks/\(Self.integration)", headers: headers, body: body, remoteAddress: "192.0.2.9")
    }
}

/// Secrets and signatures of relays.
enum RelaySigning {
    static let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    static let other = Secret("whsec_" + Base64.encode([UInt8](repeating: 7, count: 32)))

    static func standard(_ body: [UInt8], _ time: Instant, secret: Secret = secret, name: String = "webhook", id: String = "msg_1") -> [(
        String, String
    )] {
        StandardWebhooks(secrets: [secret]).headers(id: id, time: time, body: body).fields.map {
            ($0.name.replacing("webhook-", with: "\(name)-"), $0.value)
        }
    }

    static func hookdeck(_ body: [UInt8], key: String = "hookdeck key") -> [(String, String)] {
        [("x-hookdeck-signature", Base64.encode(HMAC.code(.sha256, for: body, key: Array(key.utf8))))]
    }
}
