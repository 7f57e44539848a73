internal import ConnectorKit
internal import Core
internal import Cryptography

/// One business number on WhatsApp.
struct WhatsAppChannel: Channel {
    let account: WhatsAppAccount
    private let signature: BodySignature

    init(_ account: WhatsAppAccount) {
        self.account = account
        signature = BodySignature(header: "X-Hub-Signature-256", prefix: "sha256=", key: account.appSecret)
    }

    var capabilities: Capabilities { WhatsAppConnector.capabilities }

    /// All numbers of one Meta app share its callback address.
    var accountID: String? { account.phoneNumberID }

    var templates: (any TemplateCatalogue)? { WhatsAppTemplates(account) }

    /// The WhatsApp id of a number is the number.
    func address(ofPhone digits: String) -> String? { digits }

    /// Webhooks are signed with the app's secret; the check of a callback address (a GET) carries the verify token instead.
    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict {
        switch request.method {
        case "POST": signature.verdict(on: request)
        case "GET": handshakeVerdict(FormDecoding.fields(query: request.query))
        default: .refused(.methodNotAllowed)
        }
    }

    private func handshakeVerdict(_ fields: [FormField]) -> Verdict {
        guard fields["hub.mode"] == "subscribe", fields["hub.challenge"] != nil, let token = fields["hub.verify_token"],
            ConstantTime.areEqual(Array(token.utf8), account.verifyToken.revealBytes())
        else { return .refused(.tokenWrong) }
        return .accepted(signed: false)
    }

    var media: (any MediaAccess)? { WhatsAppMedia(account: account) }

    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound {
        if payload.request.method == "GET" { return .handshake(handshake(FormDecoding.fields(query: payload.request.query))) }
        guard case .json(let body) = payload.body else { throw ParseProblem("the body is not JSON") }
        var reader = WebhookReader(account: account, receivedAt: payload.receivedAt)
        return .events(try reader.events(of: body), reply: HTTPResponse(status: 200))
    }

    /// The challenge as it came, as plain text so that no browser takes it for a page.
    private func handshake(_ fields: [FormField]) -> HTTPResponse {
        let headers: HTTPFields = HTTPFields(["Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"])
        return HTTPResponse(status: 200, headers: headers, body: Array((fields["hub.challenge"] ?? "").utf8))
    }
}
