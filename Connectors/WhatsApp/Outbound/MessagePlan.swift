internal import ConnectorKit
internal import Core

/// The WhatsApp messages that carry one message of ours, in order. The same content always gives the same plan.
struct MessagePlan {
    private let listButton: String
    private let files: [String: OutboundFile]
    private(set) var bodies: [MessageBody] = []

    /// Plans `content`.
    init(_ content: Content, files: [String: OutboundFile] = [:], listButton: String) throws(Failure) {
        self.listButton = listButton
        self.files = files
        switch content {
        case .text(let text): write(text.text, text.actions)
        case .image(let media), .file(let media): try file(media)
        case .location(let place): bodies.append(.location(place))
        case .carousel(let carousel): try cards(carousel.items)
        case .list(let items, let actions): try list(items, actions)
        case .template(let template): bodies.append(.template(try TemplateBody.checked(template)))
        case .form, .formResponse: plain(content.inWords ?? "")
        }
        guard !bodies.isEmpty else { throw Failure(.contentUnsupported, detail: "The message holds no text and nothing else to send.") }
    }

    // MARK: Text

    /// A text with its actions. The last piece carries what can be pressed, as far as its shorter limit allows.
    private mutating func write(_ text: String, _ actions: [Action], header: MediaBody? = nil) {
        let plan = ActionPlan(actions, listButton: listButton)
        let whole = ([text] + plan.lines).filter { !$0.isEmpty }.joined(separator: "\n")
        if let action = plan.pressable {
            press(action, below: whole, header: header)
        } else {
            if let header { bodies.append(.media(header)) }
            plain(whole)
        }
        for label in plan.locationRequests { press(.locationRequest, below: label, header: nil) }
    }

    private mutating func press(_ action: InteractiveBody.Action, below text: String, header: MediaBody?) {
        let (takesHeader, limit) = Self.frame(of: action)
        let (before, last) = TextSplit.lastPart(of: text, limit: limit, unit: WhatsAppConnector.unit)
        let canHead = header.map { takesHeader && Self.canHead($0) && before.isEmpty } ?? false
        if let header, !canHead { bodies.append(.media(header)) }
        plain(String(before))
        let body = Self.isBlank(last) ? "…" : String(last)
        bodies.append(.interactive(InteractiveBody(header: canHead ? header : nil, body: body, action: action)))
    }

    private static func frame(of action: InteractiveBody.Action) -> (takesHeader: Bool, limit: Int) {
        switch action {
        case .buttons, .link: (true, InteractiveLimits.body)
        case .list: (false, InteractiveLimits.listBody)
        case .locationRequest: (false, InteractiveLimits.body)
        }
    }

    private static func canHead(_ media: MediaBody) -> Bool {
        switch media.kind {
        case .image, .video, .document: true
        case .audio, .sticker: false
        }
    }

    private mutating func plain(_ text: String) {
        for part in TextSplit.parts(of: text, limit: WhatsAppConnector.textLimit, unit: WhatsAppConnector.unit) where !Self.isBlank(part) {
            bodies.append(.text(String(part)))
        }
    }

    /// Meta refuses a text of nothing but white space.
    private static func isBlank(_ text: some StringProtocol) -> Bool { text.allSatisfy(\.isWhitespace) }

    // MARK: Files

    private mutating func file(_ content: MediaContent) throws(Failure) {
        var media = try MediaBody(content, files)
        let caption = content.caption ?? ""
        if !content.actions.isEmpty { return write(caption, content.actions, header: media) }
        let takesCaption = Self.canHead(media) && !caption.isEmpty
        let fits = TextSplit.length(of: caption, WhatsAppConnector.unit) <= InteractiveLimits.caption
        media.caption = takesCaption && fits ? caption : nil
        bodies.append(.media(media))
        if media.caption == nil { plain(caption) }
    }

    // MARK: Cards

    /// Cards below each other: Meta's own carousel takes no buttons of this kind.
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

    private mutating func list(_ items: [Item], _ actions: [Action]) throws(Failure) {
        if actions.isEmpty, let rows = Self.rows(items) {
            let action = InteractiveBody.Action.list(button: listButton, rows: rows)
            bodies.append(.interactive(InteractiveBody(header: nil, body: listButton, action: action)))
            return
        }
        try cards(items)
        if !actions.isEmpty { write("", actions) }
    }

    /// The cards as rows; nil when one has more than a row can hold.
    private static func rows(_ items: [Item]) -> [InteractiveBody.Choice]? {
        var rows: [InteractiveBody.Choice] = []
        for item in items {
            guard item.mediaURL == nil, item.actions.count == 1, let id = payload(item.actions[0]), !item.title.isEmpty,
                TextSplit.length(of: item.title, WhatsAppConnector.unit) <= InteractiveLimits.rowTitle,
                TextSplit.length(of: item.description ?? "", WhatsAppConnector.unit) <= InteractiveLimits.rowDescription,
                TextSplit.length(of: id, WhatsAppConnector.unit) <= InteractiveLimits.rowID, !id.isEmpty
            else { return nil }
            rows.append(InteractiveBody.Choice(id: id, title: item.title, description: item.description.flatMap { $0.isEmpty ? nil : $0 }))
        }
        let areDistinct = Set(rows.map(\.id)).count == rows.count
        return areDistinct && (1...InteractiveLimits.rows).contains(rows.count) ? rows : nil
    }

    private static func payload(_ action: Action) -> String? {
        switch action.kind {
        case .reply(let payload, _), .postback(let payload): payload
        case .link, .locationRequest, .webview: nil
        }
    }
}
