internal import ConnectorKit
internal import Core
internal import JSONKit

extension WhatsAppChannel {
    /// One request per part; parts with a receipt are never made again. Only the first part quotes.
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        guard let recipient = Recipient(message.recipient) else {
            throw Failure(.recipientInvalid, detail: "The address is neither a telephone number nor a user id of WhatsApp.")
        }
        if let override = message.override {
            guard receipts.isEmpty else { return nil }
            let body = RequestBody(recipient: recipient, correlation: correlation, quoted: message.quoted)
            return step(0, try body.bytes(override: override))
        }
        let bodies = try MessagePlan(message.content, listButton: account.listButton).bodies
        guard let index = bodies.indices.first(where: { index in !receipts.contains { $0.index == index } }) else { return nil }
        let body = RequestBody(recipient: recipient, correlation: correlation, quoted: index == 0 ? message.quoted : nil)
        return step(index, body.bytes(bodies[index]))
    }

    /// Templates may be sent at any time, and a read receipt (a body with a `status`) is no message. Meta, Cloud API, "Send messages".
    func isFreeOfWindow(_ override: JSONBytes) -> Bool {
        guard let root = (try? JSONDocument.parse(override.bytes))?.root else { return false }
        return root["type"] == "template" || root["status"].exists
    }

    private func step(_ index: Int, _ body: [UInt8]) -> Step {
        let headers: HTTPFields = HTTPFields([
            "Authorization": "Bearer \(account.accessToken.revealText())", "Content-Type": "application/json",
        ])
        return Step(
            .deliver(part: index), OutboundRequest(method: "POST", url: account.messagesURL, headers: headers, body: body))
    }
}
