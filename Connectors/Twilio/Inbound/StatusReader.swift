internal import ConnectorKit
internal import Core

/// Reads a status callback (Twilio, "Track outbound message status"). Callbacks come in any order, and may come before the answer to the send.
struct StatusReader {
    /// The query field of our callback address that carries what goes along with a send.
    static let correlationField = "parley"

    private let form: TwilioForm
    private let sid: String
    private let correlation: String?
    private let at: Instant

    init(_ form: TwilioForm, sid: String, query: [FormField], at: Instant) {
        self.form = form
        self.sid = sid
        correlation = (query[Self.correlationField] ?? form[Self.correlationField]).flatMap { $0.isEmpty ? nil : $0 }
        self.at = at
    }

    var event: InboundEvent {
        let word = form["EventType"] == "READ" ? "read" : form.status ?? ""
        return InboundEvent(externalID: "\(sid):\(word)", at: at, sender: nil, body: body(word))
    }

    private func body(_ word: String) -> InboundEvent.Body {
        switch word {
        case "sent": status(.sent)
        case "delivered": status(.delivered)
        case "read": status(.read)
        case "undelivered", "failed": status(.failed, failure(word))
        case "canceled": status(.failed, Failure(.cancelled, provider: ProviderError(code: "canceled", message: "")))
        case "accepted", "scheduled", "queued", "sending", "partially_delivered":
            .ignored(kind: "status:\(word)", reason: "on its way")
        default: .unknown(kind: "status", detail: word.isEmpty ? nil : word)
        }
    }

    private func status(_ state: DeliveryState, _ failure: Failure? = nil) -> InboundEvent.Body {
        .status(StatusUpdate(messageExternalID: sid, state: state, failure: failure, correlation: correlation))
    }

    /// `undelivered` is a carrier's answer, `failed` never left Twilio; the code says the rest.
    private func failure(_ word: String) -> Failure {
        let words: String = form["ChannelStatusMessage"] ?? form["ErrorMessage"] ?? word
        let provider = ProviderError(code: form["ErrorCode"] ?? word, message: TextSplit.shortened(words, to: 500, .unicodeScalars))
        guard let entry = form["ErrorCode"].flatMap({ Int($0) }).flatMap(ErrorTable.entry) else {
            return Failure(word == "undelivered" ? .recipientUnreachable : .uncategorizedError, provider: provider)
        }
        return Failure(entry.code, provider: provider, detail: entry.meaning)
    }
}
