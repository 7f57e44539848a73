internal import ConnectorKit
internal import Core

/// One call that makes one message: the content fields of Twilio's Message resource.
struct MessageBody: Hashable, Sendable {
    var text: String
    var mediaURLs: [String] = []
    /// `geo:latitude,longitude|label`, on WhatsApp.
    var place: String?
    /// A content template, in place of all the rest.
    var template: ContentTemplate?

    init(_ text: String, mediaURLs: [String] = [], place: String? = nil, template: ContentTemplate? = nil) {
        self.text = text
        self.mediaURLs = mediaURLs
        self.place = place
        self.template = template
    }

    var fields: [FormField] {
        if let template { return template.fields }
        var fields = text.isEmpty ? [] : [FormField(name: "Body", value: text)]
        fields += mediaURLs.map { FormField(name: "MediaUrl", value: $0) }
        if let place { fields.append(FormField(name: "PersistentAction", value: place)) }
        return fields
    }
}

/// The messages that carry one message of ours, in order. The same content always gives the same plan.
struct MessagePlan {
    private let sendsMedia: Bool
    private let isWhatsApp: Bool
    private let files: [String: OutboundFile]
    private(set) var bodies: [MessageBody] = []

    init(_ content: Content, files: [String: OutboundFile], account: TwilioAccount) throws(Failure) {
        sendsMedia = account.sendsMedia || account.isWhatsApp
        isWhatsApp = account.isWhatsApp
        self.files = files
        switch content {
        case .text(let text): write(text.text, text.actions)
        case .image(let media), .file(let media): try file(media)
        case .location(let place): self.place(place)
        case .carousel(let carousel): try cards(carousel.items)
        case .list(let items, let actions):
            try cards(items)
            if !actions.isEmpty { write("", actions) }
        case .template(let template):
            guard isWhatsApp else { throw Failure(.contentUnsupported, detail: "SMS has no templates.") }
            bodies.append(MessageBody("", template: try ContentTemplate(template)))
        case .form, .formResponse: write(content.inWords ?? "", [])
        }
        guard !bodies.isEmpty else { throw Failure(.contentUnsupported, detail: "The message holds no text and nothing else to send.") }
    }

    /// Text with its actions as lines: a telephone has no buttons.
    private mutating func write(_ text: String, _ actions: [Action], media: [String] = []) {
        let whole = ([text] + Self.lines(actions)).filter { !$0.isEmpty }.joined(separator: "\n")
        let parts = TextSplit.parts(of: whole, limit: TwilioConnector.textLimit, unit: TwilioConnector.unit)
            .map { String($0) }.filter { !$0.allSatisfy(\.isWhitespace) }
        if parts.isEmpty, !media.isEmpty { bodies.append(MessageBody("", mediaURLs: media)) }
        for (place, part) in parts.enumerated() { bodies.append(MessageBody(part, mediaURLs: place == 0 ? media : [])) }
    }

    private static func lines(_ actions: [Action]) -> [String] {
        var number = 0
        return actions.compactMap { action in
            switch action.kind {
            case .reply(let payload, _), .postback(let payload):
                number += 1
                return "\(number). \(action.text.isEmpty ? payload : action.text)"
            case .link(let url), .webview(_, let url): return action.text.isEmpty ? url : "\(action.text): \(url)"
            case .locationRequest: return action.text.isEmpty ? nil : action.text
            }
        }
    }

    private mutating func file(_ content: MediaContent) throws(Failure) {
        // A file of the worker is fetched under a fresh address of its own.
        guard let url = content.url.flatMap({ files[$0]?.link ?? (files[$0] == nil ? $0 : nil) }), Self.isFetchable(url) else {
            throw Failure(.mediaUnavailable, detail: "Twilio fetches files from a public http:// or https:// address, and there is none.")
        }
        if sendsMedia { return write(content.caption ?? "", content.actions, media: [url]) }
        write([content.caption ?? "", url].filter { !$0.isEmpty }.joined(separator: "\n"), content.actions)
    }

    private static func isFetchable(_ url: String) -> Bool {
        (url.hasPrefix("https://") || url.hasPrefix("http://")) && url.utf8.count <= 2048 && url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private mutating func place(_ place: LocationContent) {
        let name = [place.name, place.address].compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }
        let point = "\(place.latitude),\(place.longitude)"
        if isWhatsApp {
            let label = name.isEmpty ? "" : "|" + name.joined(separator: ", ")
            return bodies.append(MessageBody(name.first ?? point, place: "geo:\(point)\(label)"))
        }
        write((name + ["https://maps.google.com/?q=\(point)"]).joined(separator: "\n"), [])
    }

    private mutating func cards(_ items: [Item]) throws(Failure) {
        for item in items {
            let text = [item.title, item.description ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
            guard let url = item.mediaURL else {
                write(text, item.actions)
                continue
            }
            try file(MediaContent(kind: .image, url: url, mediaType: item.mediaType, caption: text, actions: item.actions))
        }
    }
}
