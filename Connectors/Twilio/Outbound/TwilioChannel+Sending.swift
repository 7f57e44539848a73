internal import ConnectorKit
internal import Core
internal import JSONKit

extension TwilioChannel {
    /// One call per part; parts with a receipt are never made again. The callback address carries the correlation, because a status can
    /// come before the answer, and because the answer may be lost: Twilio knows no key by which a repetition could be told.
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        guard let recipient = TwilioAddress(message.recipient) else {
            throw Failure(.recipientInvalid, detail: "The address is neither a telephone number nor one of Twilio's channels.")
        }
        if let override = message.override {
            guard !receipts.contains(where: { $0.purpose == .deliver(part: 0) }) else { return nil }
            return step(0, try Self.fields(override), recipient, correlation)
        }
        let bodies = try MessagePlan(message.content, files: message.files, account: account).bodies
        let next = bodies.indices.first { index in !receipts.contains { $0.purpose == .deliver(part: index) } }
        guard let index = next else { return nil }
        return step(index, bodies[index].fields, recipient, correlation)
    }

    /// Content templates may be sent at any time (Twilio, error 63016).
    func isFreeOfWindow(_ override: JSONBytes) -> Bool {
        (try? Self.fields(override))?.contains { $0.name == "ContentSid" } ?? false
    }

    private func step(_ part: Int, _ content: [FormField], _ recipient: TwilioAddress, _ correlation: String) -> Step {
        var fields = content
        func add(_ name: String, _ value: @autoclosure () -> String?) {
            guard !content.contains(where: { $0.name == name }), let value = value() else { return }
            fields.append(FormField(name: name, value: value))
        }
        if !content.contains(where: { $0.name == "From" || $0.name == "MessagingServiceSid" }) {
            add("MessagingServiceSid", account.messagingServiceSid)
            add("From", account.from)
        }
        add(
            "StatusCallback",
            correlation.isEmpty ? account.callbackURL : "\(account.callbackURL)?\(StatusReader.correlationField)=\(correlation)")
        fields.append(FormField(name: "To", value: recipient.text))
        var headers = account.headers
        headers.append("Content-Type", "application/x-www-form-urlencoded")
        let request = OutboundRequest(method: "POST", url: account.messagesURL, headers: headers, body: FormEncoding.bytes(fields))
        return Step(.deliver(part: part), request, segments: segments(of: fields))
    }

    /// What the network will carry, counted before the send; a message with files is one MMS, and WhatsApp counts messages.
    private func segments(of fields: [FormField]) -> Int? {
        guard !account.isWhatsApp, !fields.contains(where: { $0.name == "MediaUrl" }), let text = fields["Body"] else { return nil }
        return SMSSegments(of: text).count
    }

    /// The caller's own fields of the Message resource; lists are repeated fields, objects are JSON.
    private static func fields(_ override: JSONBytes) throws(Failure) -> [FormField] {
        guard let root = (try? JSONDocument.parse(override.bytes))?.root, root.kind == .object else {
            throw Failure(.contentUnsupported, detail: "The override for Twilio is not a JSON object.")
        }
        var fields: [FormField] = []
        for (key, value) in root.object where key != "To" && key != "StatusCallback" {
            let values = value.kind == .array ? Array(value.array) : [value]
            fields += values.map { FormField(name: key, value: text($0)) }
        }
        guard fields.contains(where: { ["Body", "MediaUrl", "ContentSid"].contains($0.name) }) else {
            throw Failure(.contentUnsupported, detail: "The override for Twilio needs Body, MediaUrl or ContentSid.")
        }
        return fields
    }

    private static func text(_ value: JSON) -> String { value.string ?? String(decoding: value.serialized(), as: UTF8.self) }
}
