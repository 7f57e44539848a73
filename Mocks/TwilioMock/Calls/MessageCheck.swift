import Core
import JSONKit
import MockKit

/// What Twilio refuses in a message before it takes it.
struct MessageCheck {
    let form: Form
    let state: MockState
    let now: Instant

    private static let whatsApp = "whatsapp:"

    /// The message as it is taken.
    func message(sid: String) throws(TwilioProblem) -> Message {
        guard form.isForm else { throw TwilioProblem(21602) }
        guard let to = form["To"] else { throw TwilioProblem(21604) }
        let from = try sender()
        try checkRecipient(to)
        guard from.hasPrefix(Self.whatsApp) == to.hasPrefix(Self.whatsApp) else { throw TwilioProblem(21910) }
        try checkContent()
        if let callback = form["StatusCallback"] { try Self.checkCallback(callback) }
        if state.suppressed.contains(MockState.pair(from, to)) { throw TwilioProblem(21610) }
        if state.settings.isQueueFull { throw TwilioProblem(21611) }
        let body: String = form["Body"] ?? ""
        var message = Message(
            sid: sid, from: form["MessagingServiceSid"] == nil ? from : "", to: to, body: body, mediaCount: form.values("MediaUrl").count,
            segments: Self.segments(body), service: form["MessagingServiceSid"], callback: form["StatusCallback"], created: now,
            status: form["MessagingServiceSid"] == nil ? "queued" : "accepted")
        message.templateCode = templateCode
        if to.hasPrefix(Self.whatsApp), form["ContentSid"] == nil || !isApproved {
            let last = state.windows[MockState.pair(from, to)]
            message.isOutsideWindow = last.map { now - $0 > .hours(24) } ?? true
        }
        return message
    }

    private func sender() throws(TwilioProblem) -> String {
        if let service = form["MessagingServiceSid"] {
            guard let sender = state.settings.services[service] else {
                throw TwilioProblem(21603, "The Messaging Service Sid is not valid")
            }
            return sender
        }
        guard let from = form["From"] else { throw TwilioProblem(21603) }
        guard state.settings.senders.contains(from) else {
            throw TwilioProblem(from.hasPrefix(Self.whatsApp) ? 63007 : Self.isNumber(from) ? 21606 : 21212)
        }
        return from
    }

    /// Source: Twilio, test credentials: numbers with a fixed meaning.
    private static let magic = [
        "+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408, "+15005550004": 21610, "+15005550009": 21614,
    ]

    private func checkRecipient(_ to: String) throws(TwilioProblem) {
        let bare = to.hasPrefix(Self.whatsApp) ? String(to.dropFirst(Self.whatsApp.count)) : to
        if let code = Self.magic[bare] { throw TwilioProblem(code) }
        // On WhatsApp a customer may be known by an id instead.
        let isID = to.hasPrefix(Self.whatsApp) && bare.contains(".")
        guard isID || Self.isNumber(bare) else { throw TwilioProblem(21211, "The 'To' number \(to) is not a valid phone number.") }
    }

    private static func isNumber(_ text: String) -> Bool {
        text.hasPrefix("+") && (7...15).contains(text.utf8.count - 1) && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
            && !text.hasPrefix("+0")
    }

    private func checkContent() throws(TwilioProblem) {
        let media = form.values("MediaUrl")
        if let content = form["ContentSid"] {
            guard state.settings.contents.contains(where: { $0.sid == content }) else { throw TwilioProblem(21655) }
            if let variables = form["ContentVariables"] {
                guard let root = (try? JSONDocument.parse(variables))?.root, root.kind == .object else { throw TwilioProblem(21656) }
            }
            return
        }
        guard form["Body"] != nil || !media.isEmpty else { throw TwilioProblem(21602) }
        guard form["Body"]?.utf16.count ?? 0 <= 1600 else { throw TwilioProblem(21617) }
        guard media.count <= 10 else { throw TwilioProblem(21623) }
        guard media.allSatisfy({ $0.hasPrefix("http://") || $0.hasPrefix("https://") }) else { throw TwilioProblem(21620) }
    }

    private var content: ContentResource? {
        form["ContentSid"].flatMap { sid in state.settings.contents.first { $0.sid == sid } }
    }

    /// Whether WhatsApp takes the content at any time.
    private var isApproved: Bool { content.map { ["approved", "paused"].contains($0.status) } ?? false }

    /// Twilio takes a template whose values do not fit, and WhatsApp refuses it.
    private var templateCode: Int? {
        guard let content, content.status != nil else { return nil }
        if content.status == "paused" { return 63041 }
        let given = form["ContentVariables"].flatMap { (try? JSONDocument.parse($0))?.root.object.map(\.key) } ?? []
        return content.placeholders == Set(given) ? nil : 63028
    }

    private static func checkCallback(_ url: String) throws(TwilioProblem) {
        let rest = url.hasPrefix("https://") ? url.dropFirst(8) : url.hasPrefix("http://") ? url.dropFirst(7) : ""
        let host = rest.prefix { $0 != "/" && $0 != ":" && $0 != "?" }
        guard !host.isEmpty, !host.contains("_") else { throw TwilioProblem(21609) }
    }

    /// A rough count, by the sizes alone.
    private static func segments(_ text: String) -> Int {
        let plain = Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà".unicodeScalars)
        let double = Set("^{}\\[~]|€\u{0C}".unicodeScalars)
        var septets = 0
        for scalar in text.unicodeScalars {
            let isLetter = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isLetter || plain.contains(scalar) {
                septets += 1
            } else if double.contains(scalar) {
                septets += 2
            } else {
                let units = text.utf16.count
                return units <= 70 ? 1 : (units + 66) / 67
            }
        }
        return septets <= 160 ? 1 : (septets + 152) / 153
    }
}
