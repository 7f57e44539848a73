internal import ConnectorKit
internal import Core

/// Reads a message that came in (Twilio, "Twilio's request to your incoming message webhook URL").
struct MessageReader {
    /// Files of one message that are looked for; Twilio takes 10.
    static let mostFiles = 20

    private let form: TwilioForm
    private let sid: String
    private let at: Instant

    /// - Parameter at: when it came in; Twilio names no time.
    init(_ form: TwilioForm, sid: String, at: Instant) {
        self.form = form
        self.sid = sid
        self.at = at
    }

    /// The message, and what it says about consent.
    var events: [InboundEvent] {
        guard let sender else {
            return [InboundEvent(externalID: sid, at: at, body: .unknown(kind: "message", detail: "`From` is missing or no address"))]
        }
        let message = InboundMessage(
            contents, kind: kind, quoted: form["OriginalRepliedMessageSid"], forwarded: isForwarded, referral: referral)
        let said = InboundEvent(externalID: sid, at: at, sender: sender, body: .message(message))
        guard let consent else { return [said] }
        return [said, InboundEvent(externalID: "\(sid):consent", at: at, sender: sender, body: consent)]
    }

    private var sender: Sender? {
        guard let from = form["From"].flatMap({ TwilioAddress($0) }) else { return nil }
        var addresses = [from.text]
        // A customer on WhatsApp may be known by an id of the business's own as well.
        if let id = form["ExternalUserId"] { addresses.append(id.hasPrefix(TwilioAddress.whatsApp) ? id : TwilioAddress.whatsApp + id) }
        return Sender(
            addresses: addresses.count == 2 && addresses[0] == addresses[1] ? [from.text] : addresses, phone: from.phone,
            displayName: form["ProfileName"])
    }

    private var isForwarded: Bool { form["Forwarded"] == "true" || form["FrequentlyForwarded"] == "true" }

    // MARK: Content

    private var contents: [Content] {
        let text: String = form["Body"] ?? ""
        if let place { return [.location(place)] + texts(text) }
        if let payload = form["ButtonPayload"] {
            return [.text(TextContent(form["ButtonText"] ?? (text.isEmpty ? payload : text), payload: payload))]
        }
        var files = files
        guard !files.isEmpty else { return text.isEmpty ? [.text(TextContent("[empty message]"))] : texts(text) }
        if !text.isEmpty { files[0].caption = text }
        return files.map { $0.kind == .image ? .image($0) : .file($0) }
    }

    private var kind: String { place != nil ? "location" : form["ButtonPayload"] != nil ? "button" : files.isEmpty ? "text" : "media" }

    private func texts(_ text: String) -> [Content] {
        if text.isEmpty { return [] }
        return TextSplit.parts(of: text, limit: 4096, unit: .unicodeScalars).map { .text(TextContent(String($0))) }
    }

    private var place: LocationContent? {
        guard let latitude = form["Latitude"].flatMap({ Double($0) }), let longitude = form["Longitude"].flatMap({ Double($0) }),
            latitude.magnitude <= 90, longitude.magnitude <= 180
        else { return nil }
        return LocationContent(latitude: latitude, longitude: longitude, name: form["Label"], address: form["Address"])
    }

    /// `MediaUrl0`, `MediaContentType0` and so on. A URL that is missing is passed over: carriers drop parts.
    private var files: [MediaContent] {
        let count = min(form["NumMedia"].flatMap { Int($0) } ?? 0, Self.mostFiles)
        guard count > 0 else { return [] }
        return (0..<count).compactMap { index in
            guard let url = form["MediaUrl\(index)"], let id = url.split(separator: "/").last else { return nil }
            let type = form["MediaContentType\(index)"]
            return MediaContent(kind: Self.kind(type ?? ""), reference: MediaReference(id: String(id), url: url), mediaType: type)
        }
    }

    private static func kind(_ type: String) -> MediaContent.Kind {
        switch MediaType.essence(type).prefix(while: { $0 != "/" }) {
        case "image": .image
        case "video": .video
        case "audio": .audio
        default: .document
        }
    }

    private var referral: Referral? {
        guard form["ReferralSourceId"] != nil || form["ReferralSourceUrl"] != nil else { return nil }
        return Referral(
            type: form["ReferralSourceType"], source: form["ReferralSourceUrl"], adID: form["ReferralSourceId"],
            headline: form["ReferralHeadline"], body: form["ReferralBody"])
    }

    // MARK: Consent

    /// The words that Twilio itself acts on for SMS (Twilio, "Support for opt-out keywords"). `YES` is one of them as well, but is said too
    /// often for other reasons to be written down as consent.
    private static let stopWords: Set<String> = ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"]
    private static let startWords: Set<String> = ["START", "UNSTOP"]

    /// Twilio's own word where it gives one; else the whole message is one of the words that it acts on.
    private var consent: InboundEvent.Body? {
        let word = form["OptOutType"] ?? keyword
        switch word?.uppercased() {
        case "STOP": return .consent(kind: .all, allowed: false, detail: form["Body"])
        case "START": return .consent(kind: .all, allowed: true, detail: form["Body"])
        default: return nil
        }
    }

    private var keyword: String? {
        guard form["From"]?.hasPrefix(TwilioAddress.whatsApp) == false, let text = form["Body"], text.utf8.count <= 32 else { return nil }
        let bare = String(text.unicodeScalars.filter { !$0.properties.isWhitespace }).uppercased()
        return Self.stopWords.contains(bare) ? "STOP" : Self.startWords.contains(bare) ? "START" : nil
    }
}
