import Core
import Cryptography
import MockKit

extension TwilioMock {
    /// Posts the statuses of a message to its callback.
    func announce(_ message: Message, _ code: Int?) {
        guard let url = message.callback else { return }
        let settings = state.withLock { $0.settings }
        let isWhatsApp = message.to.hasPrefix("whatsapp:")
        let failure = code ?? message.templateCode ?? (message.isOutsideWindow ? 63016 : nil)
        let usual = isWhatsApp ? ["sent", "delivered", "read"] : ["sent", "delivered"]
        var plan = failure == nil ? settings.statuses ?? usual : failure == 63016 ? ["failed"] : ["sent", "undelivered"]
        if settings.isReversed { plan.reverse() }
        for (place, status) in plan.enumerated() {
            state.withLock { state in
                state.messages[message.sid]?.status = status
                state.messages[message.sid]?.errorCode = failure
            }
            let isOver = status == "failed" || status == "undelivered"
            send(
                callback(message, status, isOver ? failure : nil, settings), to: url, "status/\(status)", message.to,
                after: .milliseconds(2 * place))
        }
    }

    private func callback(_ message: Message, _ status: String, _ code: Int?, _ settings: Settings) -> [(String, String)] {
        var fields = [
            ("AccountSid", settings.accountSid), ("ApiVersion", "2010-04-01"), ("From", message.from), ("MessageSid", message.sid),
            ("MessageStatus", status), ("SmsSid", message.sid), ("SmsStatus", status), ("To", message.to),
        ]
        if let service = message.service { fields.append(("MessagingServiceSid", service)) }
        if let code { fields.append(("ErrorCode", String(code))) }
        if status == "delivered" || status == "undelivered" { fields.append(("RawDlrDoneDate", "2611211013")) }
        if message.to.hasPrefix("whatsapp:") {
            fields += [("ChannelPrefix", "whatsapp"), ("ChannelToAddress", message.to.replacing("whatsapp:", with: ""))]
            if status == "read" { fields.append(("EventType", "READ")) }
        }
        return fields
    }

    /// Posts a form, signed over the exact address.
    @discardableResult
    func send(_ fields: [(String, String)], to url: String, _ label: String, _ recipient: String?, after delay: Duration = .zero) -> Bool {
        let body = fields.map { "\(QueryItems.encode($0.0))=\(QueryItems.encode($0.1).replacing("%20", with: "+"))" }.joined(separator: "&")
        let settings = state.withLock { $0.settings }
        let token = state.withLock { $0.sid("") }
        // The fragment of an address says how to deliver; it is never sent.
        let target = String(url.prefix { $0 != "#" })
        let signed = Array((target + Self.sorted(fields)).utf8)
        let delivery = WebhookDelivery(label: label, recipient: recipient, url: target, body: Array(body.utf8)) { signing in
            var headers = HTTPFields([
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "TwilioProxy/1.1", "Accept": "*/*",
                "I-Twilio-Idempotency-Token": token,
            ])
            if settings.sharedKey != nil {
                headers["X-Twilio-Webhooks-Signature-Settings"] = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
            }
            switch signing {
            case .right: headers["X-Twilio-Signature"] = Self.signature(signed, settings)
            case .wrong, .upperHex: headers["X-Twilio-Signature"] = Self.signature(signed + [0], settings)
            case .missing: break
            }
            return headers
        }
        return desk.sender.send(delivery, after: delay)
    }

    /// Names and values, by name.
    private static func sorted(_ fields: [(String, String)]) -> String {
        fields.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { $0.0 + $0.1 }.joined()
    }

    private static func signature(_ text: [UInt8], _ settings: Settings) -> String {
        if let key = settings.sharedKey { return Base64.encode(HMAC.code(.sha256, for: text, key: Array(key.utf8))) }
        return Base64.encode(HMAC.code(.sha1, for: text, key: Array(settings.authToken.utf8)))
    }
}
