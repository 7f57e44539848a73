internal import ConnectorKit
internal import Core

/// One sender at Twilio: a number, a messaging service, or a sender on WhatsApp.
struct TwilioChannel: Channel {
    let account: TwilioAccount
    private let signature: TwilioSignature

    init(_ account: TwilioAccount) {
        self.account = account
        signature = TwilioSignature(account)
    }

    var capabilities: Capabilities { account.isWhatsApp ? TwilioConnector.whatsApp : TwilioConnector.sms }

    var media: (any MediaAccess)? { TwilioMedia(account: account) }

    /// Only WhatsApp has templates.
    var templates: (any TemplateCatalogue)? { account.isWhatsApp ? TwilioTemplates(account) : nil }

    func address(ofPhone digits: String) -> String? { (account.isWhatsApp ? TwilioAddress.whatsApp : "") + "+" + digits }

    /// Webhooks come by POST, or by GET where the console says so; either is signed.
    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict {
        switch request.method {
        case "POST", "GET": signature.verdict(on: request)
        default: .refused(.methodNotAllowed)
        }
    }

    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound {
        guard case .form(let fields) = payload.body else { throw ParseProblem("the body is not a form") }
        let form = TwilioForm(fields)
        guard let sid = form.sid else { throw ParseProblem("`MessageSid` is missing") }
        if form.isStatus {
            let query = FormDecoding.fields(query: payload.request.query)
            let event = StatusReader(form, sid: sid, query: query, at: payload.receivedAt).event
            return .events([event], reply: HTTPResponse(status: 200))
        }
        return .events(MessageReader(form, sid: sid, at: payload.receivedAt).events, reply: Self.nothingToSay)
    }

    /// An empty TwiML document. Plain text would be sent to the customer.
    private static let nothingToSay = HTTPResponse(
        status: 200, headers: HTTPFields(["Content-Type": "text/xml; charset=utf-8"]),
        body: Array(#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#.utf8))
}
