import ConnectorKit
import Core
import JSONKit

/// A channel of no provider: its requests say in plain words which events they hold.
///
///     {"events": [{"kind": "text", "id": "m1", "at": 1790000000, "from": ["a1"], "text": "hello"}]}
///
/// The header `Signature: good` proves a request, `Signature: none` passes as a provider without signatures.
struct ScriptedChannel: Channel {
    var capabilities = Capabilities(
        content: [.text: .full], textLimit: 4096, textUnit: .unicodeScalars, window: .afterCustomerMessage(.hours(24)), templates: true,
        correlatesStatuses: true, reportsDelivery: true, accountPace: .init(every: .milliseconds(1), burst: 10))
    var polling: (any Polling)?
    var accountID: String?
    var absence: AbsenceRule?

    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict {
        switch request.headers["Signature"] {
        case "good": .accepted(signed: true)
        case "none": .accepted(signed: false)
        case .some: .refused(.signatureWrong)
        case nil: .refused(.signatureMissing)
        }
    }

    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound {
        guard case .json(let json) = payload.body else { throw ParseProblem("the body must be JSON") }
        if let challenge = json["challenge"].string { return .handshake(HTTPResponse(status: 200, body: Array(challenge.utf8))) }
        let events = try Self.events(json).enumerated().map { index, event in
            guard let other = json["events"][index]["account"].string, other != accountID else { return event }
            return InboundEvent(externalID: event.externalID, at: event.at, body: .elsewhere(accountID: other))
        }
        return .events(events, reply: HTTPResponse(status: 200, body: Array("taken".utf8)))
    }

    /// Texts that are split at `|` go in parts; all else is done without a call.
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        guard case .text(let content) = message.content, content.text.contains("|") else { return nil }
        let parts = content.text.split(separator: "|").dropFirst(receipts.count)
        let request = OutboundRequest(method: "POST", url: "http://provider/\(message.recipient)")
        return parts.first.map { Step(.deliver(part: receipts.count), request, text: String($0)) }
    }

    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome { .accepted(externalID: nil, recipient: nil) }

    static let registration = ConnectorRegistration(
        type: "scripted", fields: [], payload: .json, identifiers: IdentifierFields(["id", "from", "target", "quoted"]), failures: []
    ) { _ in ScriptedChannel() }
}

extension ScriptedChannel {
    static func events(_ json: JSON) throws(ParseProblem) -> [InboundEvent] {
        guard json["events"].kind == .array else { throw ParseProblem("events must be an array") }
        return json["events"].array.map { event($0) }
    }

    private static func event(_ json: JSON) -> InboundEvent {
        InboundEvent(
            externalID: json["id"].string ?? "", at: Instant(seconds: json["at"].int ?? 0), sender: sender(json), body: body(json))
    }

    private static func sender(_ json: JSON) -> Sender? {
        guard json["from"].exists else { return nil }
        return Sender(
            addresses: json["from"].array.compactMap(\.string), phone: json["phone"].string, displayName: json["name"].string,
            group: json["group"].string, email: json["email"].string, userExternalID: json["user"].string)
    }

    private static func body(_ json: JSON) -> InboundEvent.Body {
        let target = json["target"].string ?? ""
        switch json["kind"].string {
        case "text": return .message(message(json))
        case "echo": return .echo(message(json))
        case "edit": return .edit(target: target, content: .text(TextContent(json["text"].string ?? "")))
        case "unsend": return .unsend(target: target)
        case "reaction": return .reaction(target: target, emoji: json["emoji"].string)
        case "postback": return .postback(payload: json["text"].string ?? "", title: "Button")
        case "status": return .status(status(json, target))
        case "read": return .read(upTo: Instant(seconds: json["at"].int ?? 0))
        case "typing": return .typing(true)
        case "consent": return .consent(kind: .marketing, allowed: json["allowed"].bool ?? false, detail: nil)
        case "moved": return .identityChange(previous: json["previous"].string ?? "", detail: nil)
        case "ended": return .ended
        case "rating": return .rating(score: Int(json["score"].int ?? 0), comment: json["text"].string)
        case "profile": return .profile
        case "form": return .message(InboundMessage([.formResponse(answers(json))], kind: "formResponse", quoted: json["quoted"].string))
        case "referral": return .referral(Referral(type: "ad", adID: "ad7"))
        case "template": return .template(TemplateNotice(name: "welcome", language: "en_US", event: "PAUSED"))
        case "account": return .account(AccountNotice(field: "account_update", event: "LOCKED"))
        case "call": return .ignored(kind: "call", reason: "call")
        default: return .unknown(kind: json["kind"].string ?? "?", detail: nil)
        }
    }

    private static func message(_ json: JSON) -> InboundMessage {
        var texts = json["texts"].array.compactMap(\.string)
        if let text = json["text"].string { texts.append(text) }
        var message = InboundMessage(
            texts.map { .text(TextContent($0, payload: json["payload"].string)) }, kind: json["word"].string ?? "text",
            quoted: json["quoted"].string,
            forwarded: json["forwarded"].bool ?? false, referral: json["ad"].string.map { Referral(type: "ad", adID: $0) },
            opensWindow: json["opensWindow"].bool ?? true, authorName: json["author"].string,
            partIDs: json["parts"].array.compactMap(\.string), album: json["album"].string)
        message.automaticReply = json["reply"].string.map {
            AutomaticReply(.text(TextContent($0)), kind: "away", period: json["period"].string ?? "")
        }
        return message
    }

    private static func answers(_ json: JSON) -> FormResponse {
        FormResponse([FormResponse.Answer(.text(json["text"].string ?? ""), name: "size", label: "Size")])
    }

    private static func status(_ json: JSON, _ target: String) -> StatusUpdate {
        let state = json["state"].string.flatMap { DeliveryState(rawValue: $0) } ?? .sent
        let failure = json["code"].string.flatMap { FailureCode(rawValue: $0) }.map { Failure($0) }
        return StatusUpdate(messageExternalID: target, state: state, failure: failure, correlation: json["correlation"].string)
    }
}
