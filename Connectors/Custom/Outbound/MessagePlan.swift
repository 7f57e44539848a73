internal import ConnectorKit
internal import Core

/// What one call carries.
struct MessagePart: Hashable, Sendable {
    var kind: CustomCapabilities.Kind
    var text: String?
    var file: MediaContent?
    /// Where the provider can fetch the file.
    var fileURL: String?
    var location: LocationContent?
    var buttons: [Action] = []
}

/// The calls that carry one message, in order. The same content always gives the same plan.
struct MessagePlan {
    private let capabilities: CustomCapabilities
    private let files: [String: OutboundFile]
    private(set) var parts: [MessagePart] = []

    init(_ content: Content, files: [String: OutboundFile], _ capabilities: CustomCapabilities) throws(Failure) {
        self.capabilities = capabilities
        self.files = files
        switch content {
        case .text(let text): write(text.text, text.actions)
        case .image(let file), .file(let file): try send(file)
        case .location(let place): send(place)
        case .carousel, .list, .form, .formResponse: write(content.inWords ?? "", [])
        case .template: throw Failure(.contentUnsupported, detail: "The channel has no templates.")
        }
        guard !parts.isEmpty else { throw Failure(.contentUnsupported, detail: "The message holds no text and nothing else to send.") }
    }

    /// Buttons stand below the last part; where there are none, they are lines.
    private mutating func write(_ text: String, _ actions: [Action]) {
        let takesButtons = capabilities.kinds.contains(.buttons)
        let whole = takesButtons ? text : ([text] + Self.lines(actions)).filter { !$0.isEmpty }.joined(separator: "\n")
        for part in split(whole) { parts.append(MessagePart(kind: .text, text: part)) }
        guard takesButtons, !actions.isEmpty else { return }
        if parts.isEmpty { parts.append(MessagePart(kind: .text)) }
        parts[parts.count - 1].buttons = actions
    }

    private func split(_ text: String) -> [String] {
        TextSplit.parts(of: text, limit: capabilities.textLimit, unit: capabilities.textUnit.unit).map { String($0) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }

    private static func lines(_ actions: [Action]) -> [String] {
        actions.map { action in
            switch action.kind {
            case .reply, .postback, .locationRequest: "- \(action.text)"
            case .link(let url), .webview(_, let url): action.text.isEmpty ? url : "\(action.text): \(url)"
            }
        }
    }

    /// The caption goes along when it fits, else behind the file.
    private mutating func send(_ file: MediaContent) throws(Failure) {
        // A file of the worker is fetched under a fresh address of its own.
        guard let url = file.url.flatMap({ files[$0].map(\.link) ?? $0 }), url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw Failure(
                .mediaUnavailable, detail: "The channel fetches files from a public http:// or https:// address, and there is none.")
        }
        let caption = file.caption ?? ""
        guard let kind = CustomCapabilities.Kind(rawValue: file.kind.rawValue), capabilities.kinds.contains(kind) else {
            return write([caption, url].filter { !$0.isEmpty }.joined(separator: "\n"), file.actions)
        }
        var part = MessagePart(kind: kind, file: file, fileURL: url)
        let captions = split(caption)
        if captions.count == 1 { part.text = captions[0] }
        let takesButtons = capabilities.kinds.contains(.buttons)
        if takesButtons { part.buttons = file.actions }
        parts.append(part)
        if captions.count > 1 { write(caption, []) }
        if !takesButtons, !file.actions.isEmpty { write("", file.actions) }
    }

    private mutating func send(_ place: LocationContent) {
        if capabilities.kinds.contains(.location) { return parts.append(MessagePart(kind: .location, location: place)) }
        let words = [place.name, place.address].compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }
        write((words + ["https://maps.google.com/?q=\(place.latitude),\(place.longitude)"]).joined(separator: "\n"), [])
    }
}
