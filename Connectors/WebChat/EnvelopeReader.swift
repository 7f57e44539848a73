internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads an envelope: what one visitor did, once.
///
///     {"type": "message", "id": "<client id>", "at": 1700000000000, "visitor": {"address", "externalId", "name", "email"},
///      "locale": "ko", "quoted": "<message id>", "content": {"type": "text", "text": "…", "payload": "…"}}
struct EnvelopeReader {
    let body: JSON
    let account: WebChatAccount
    let receivedAt: Instant

    func events() -> [InboundEvent] {
        let id = body["id"].string.flatMap { $0.isEmpty ? nil : $0 } ?? Fingerprint.of(body)
        let address = body["visitor"]["address"].string.flatMap { $0.isEmpty ? nil : $0 }
        guard let address else {
            return bodies(id).map { suffix, _ in
                InboundEvent(externalID: id + suffix, at: time, body: .unknown(kind: "envelope", detail: "no visitor is named"))
            }
        }
        let sender = Sender(
            addresses: [address], displayName: body["visitor"]["name"].string, email: body["visitor"]["email"].string,
            locale: body["locale"].string, userExternalID: body["visitor"]["externalId"].string)
        return bodies(id).map { suffix, event in
            InboundEvent(externalID: "\(address)/\(id)\(suffix)", at: time, sender: sender, body: event)
        }
    }

    /// The browser's own time, unless it lies in the future.
    private var time: Instant { body["at"].int.map { min(Instant(milliseconds: $0), receivedAt) } ?? receivedAt }

    /// What happened, with what tells several events of one envelope apart.
    private func bodies(_ id: String) -> [(suffix: String, body: InboundEvent.Body)] {
        switch body["type"].string {
        case "message": [("", .message(message))]
        case "faq": question()
        case "postback": [("", .postback(payload: body["payload"].string ?? "", title: body["text"].string))]
        case "typing": [("", .typing(body["on"].bool ?? true))]
        case "read": [("", .read(upTo: time))]
        case "delivered":
            [("", .status(StatusUpdate(messageExternalID: body["messageId"].string ?? "", state: .delivered)))]
        case "profile": [("", .profile)]
        case "identity": [("", .identityChange(previous: body["previous"].string ?? "", detail: nil))]
        case "ended": [("", .ended)]
        case "rating": [("", .rating(score: Int(body["score"].int ?? 0), comment: body["comment"].string))]
        default: [("", .unknown(kind: body["type"].string ?? "nothing", detail: nil))]
        }
    }

    private var message: InboundMessage {
        var message = InboundMessage([content], kind: kind, quoted: body["quoted"].string)
        message.automaticReply = awayReply
        return message
    }

    /// What the visitor is told outside of the business hours, in its language (K31).
    private var awayReply: AutomaticReply? {
        guard let hours = account.hours, let text = hours.awayText, !hours.isOpen(at: time) else { return nil }
        let content = Content.text(TextContent(text.text(for: body["locale"].string ?? "en")))
        return AutomaticReply(content, kind: "away", period: hours.opensNext(after: time).map { "\($0.seconds)" } ?? "")
    }

    private var kind: String {
        switch body["content"]["type"].string {
        case "image": MediaContent.Kind.image.rawValue
        case "file": MediaContent.Kind.document.rawValue
        case "formResponse": "formResponse"
        default: "text"
        }
    }

    private var content: Content {
        let content = body["content"]
        let text = content["text"].string ?? ""
        switch content["type"].string {
        case "image": return .image(media(content, .image))
        case "file": return .file(media(content, .document))
        case "formResponse": return .formResponse(FormResponse(content["fields"].array.map(answer)))
        default: return .text(TextContent(text, payload: content["payload"].string))
        }
    }

    /// Checked by the room that made the envelope.
    private func answer(_ field: JSON) -> FormResponse.Answer {
        let value: FormResponse.Answer.Value =
            switch field["type"].string {
            case "email": .email(field["email"].string ?? "")
            case "select":
                .select(field["select"].array.map { FormOption(name: $0["name"].string ?? "", label: $0["label"].string ?? "") })
            default: .text(field["text"].string ?? "")
            }
        return FormResponse.Answer(value, name: field["name"].string ?? "", label: field["label"].string ?? "")
    }

    private func media(_ content: JSON, _ kind: MediaContent.Kind) -> MediaContent {
        MediaContent(
            kind: kind, url: content["mediaUrl"].string, mediaType: content["mediaType"].string,
            size: content["mediaSize"].int.map { Int($0) },
            filename: content["filename"].string, caption: content["text"].string)
    }

    /// A question of the list, and the answer that stands there.
    private func question() -> [(String, InboundEvent.Body)] {
        guard let entry = account.questions.first(where: { $0.id == body["faq"].string }) else {
            return [("", .unknown(kind: "faq", detail: body["faq"].string))]
        }
        let locale = body["locale"].string ?? "en"
        return [
            ("", .message(InboundMessage([.text(TextContent(entry.question.text(for: locale)))], kind: "faq"))),
            ("#answer", .echo(InboundMessage([.text(TextContent(entry.answer.text(for: locale)))], kind: "faq"))),
        ]
    }
}
