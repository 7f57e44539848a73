internal import ConnectorKit
internal import Core
internal import JSONKit

extension WhatsAppChannel {
    /// One request per part, and one before it that uploads its file; parts with a receipt are never made again. Only the first part quotes.
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        guard let recipient = Recipient(message.recipient) else {
            throw Failure(.recipientInvalid, detail: "The address is neither a telephone number nor a user id of WhatsApp.")
        }
        if let override = message.override {
            guard !receipts.contains(where: { $0.purpose == .deliver(part: 0) }) else { return nil }
            let body = RequestBody(recipient: recipient, correlation: correlation, quoted: message.quoted)
            return step(0, try body.bytes(override: override))
        }
        let bodies = try MessagePlan(message.content, files: message.files, listButton: account.listButton).bodies
        let isDone = { (part: Int) in receipts.contains { $0.purpose == .deliver(part: part) } }
        guard let index = bodies.indices.first(where: { !isDone($0) }) else { return nil }
        if let file = bodies[index].missingFile { return upload(file) }
        let body = RequestBody(recipient: recipient, correlation: correlation, quoted: index == 0 ? message.quoted : nil)
        return step(index, body.bytes(bodies[index]), text: bodies[index].words)
    }

    /// Templates may be sent at any time, and a read receipt (a body with a `status`) is no message. Meta, Cloud API, "Send messages".
    func isFreeOfWindow(_ override: JSONBytes) -> Bool {
        guard let root = (try? JSONDocument.parse(override.bytes))?.root else { return false }
        return root["type"] == "template" || root["status"].exists
    }

    private func step(_ index: Int, _ body: [UInt8], text: String? = nil) -> Step {
        Step(
            .deliver(part: index), OutboundRequest(method: "POST", url: account.messagesURL, headers: account.jsonHeaders, body: body),
            text: text)
    }

    /// Meta, Cloud API, media reference, "Upload media".
    private func upload(_ file: OutboundFile) -> Step {
        let form = OutboundForm([
            .field(name: "messaging_product", value: "whatsapp"), .field(name: "type", value: file.file.mediaType),
            .file(name: "file", file.file, filename: file.filename ?? "file"),
        ])
        return Step(.prepare, OutboundRequest(method: "POST", url: account.mediaURL, headers: account.authorization, form: form))
    }
}
