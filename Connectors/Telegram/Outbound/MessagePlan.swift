internal import ConnectorKit
internal import Core

/// The Telegram messages that carry one message of ours, in order. The same content always gives the same plan.
struct MessagePlan {
    private let isGroup: Bool
    private let files: [String: OutboundFile]
    private(set) var bodies: [MessageBody] = []

    /// Plans `content` for a chat.
    init(_ content: Content, files: [String: OutboundFile], isGroup: Bool) throws(Failure) {
        self.isGroup = isGroup
        self.files = files
        switch content {
        case .text(let text): write(text.text, text.actions)
        case .image(let media), .file(let media): try file(media)
        case .location(let place): bodies.append(MessageBody(.location(place)))
        case .carousel(let carousel): try cards(carousel.items)
        case .list(let items, let actions):
            try cards(items)
            if !actions.isEmpty { write("", actions) }
        case .template: throw Failure(.contentUnsupported, detail: "Telegram has no templates.")
        case .form, .formResponse: write(content.inWords ?? "", [])
        }
        guard !bodies.isEmpty else { throw Failure(.contentUnsupported, detail: "The message holds no text and nothing else to send.") }
    }

    // MARK: Text

    /// A text with its actions, below a file or alone. The last message carries the buttons.
    private mutating func write(_ text: String, _ actions: [Action], below media: MediaBody? = nil) {
        let plan = ActionPlan(actions, isGroup: isGroup)
        let whole = ([text] + plan.lines).filter { !$0.isEmpty }.joined(separator: "\n")
        var before: [MessageBody] = []
        if var media {
            let fits = media.takesCaption && TextSplit.length(of: whole, TelegramConnector.unit) <= TelegramConnector.captionLimit
            media.caption = fits && !Self.isBlank(whole) ? whole : nil
            before = [MessageBody(.media(media))]
            if media.caption == nil { before += texts(whole) }
        } else {
            before = texts(whole)
        }
        if before.isEmpty, plan.markup != nil { before = [MessageBody(.text("…"))] }
        if let last = before.indices.last { before[last].markup = plan.markup }
        bodies += before
        for label in plan.locationRequests { bodies.append(MessageBody(.text(label), markup: .locationKeyboard(label: label))) }
    }

    private func texts(_ text: String) -> [MessageBody] {
        TextSplit.parts(of: text, limit: TelegramConnector.textLimit, unit: TelegramConnector.unit)
            .filter { !Self.isBlank($0) }.map { MessageBody(.text(String($0))) }
    }

    /// Telegram refuses a text of nothing but white space.
    private static func isBlank(_ text: some StringProtocol) -> Bool { text.allSatisfy(\.isWhitespace) }

    // MARK: Files and cards

    private mutating func file(_ content: MediaContent) throws(Failure) {
        write(content.caption ?? "", content.actions, below: try MediaRules.body(of: content, files: files))
    }

    /// Cards below each other: Telegram has none side by side.
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
