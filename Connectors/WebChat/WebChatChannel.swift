package import ConnectorKit
package import Core
internal import JSONKit

/// One web chat.
package struct WebChatChannel: Channel {
    /// Its settings, for the room that speaks with browsers.
    package let account: WebChatAccount

    init(_ account: WebChatAccount) { self.account = account }

    package var capabilities: Capabilities { WebChatConnector.capabilities }
    package var absence: AbsenceRule? { account.absence }

    /// The header under which an envelope is signed.
    package static let signatureHeader = "X-Parley-Envelope"

    /// Envelopes are signed over their bytes by the room that has checked the visitor's token.
    package func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict {
        guard request.method == "POST" else { return .refused(.methodNotAllowed) }
        guard let signature = request.headers[Self.signatureHeader] else { return .refused(.signatureMissing) }
        return account.keys.isSigned(request.body, signature) ? .accepted(signed: true) : .refused(.signatureWrong)
    }

    package func parse(_ payload: Payload) throws(ParseProblem) -> Inbound {
        guard case .json(let body) = payload.body, body.kind == .object else { throw ParseProblem("the envelope is not a JSON object") }
        let reader = EnvelopeReader(body: body, account: account, receivedAt: payload.receivedAt)
        return .events(
            reader.events(),
            reply: HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "application/json"]), body: Array("{}".utf8)))
    }

    /// One part, whatever it holds: the widget shows every kind.
    package func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        if case .template = message.content {
            throw Failure(.contentUnsupported, detail: "The web chat has no templates; write the text itself.")
        }
        guard receipts.isEmpty else { return nil }
        return Step(depositing: 0, as: message.id.description)
    }

    /// Nothing is ever called.
    package func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome {
        .accepted(externalID: step.deposit, recipient: nil)
    }
}
