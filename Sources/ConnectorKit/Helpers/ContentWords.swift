package import Core

extension Content {
    /// Cards, lists and forms in words, for channels that have nothing of the kind; nil for content of other kinds.
    ///
    /// Cards keep title, description and the addresses of their links; labels of replies stand below as what can be answered. Pictures
    /// and postbacks are left out, as the hosted product does on such channels. The text may be longer than one part of the channel.
    package var inWords: String? {
        switch self {
        case .text, .image, .file, .location, .template: nil
        case .carousel(let carousel): Self.words(of: carousel.items, [])
        case .list(let items, let actions): Self.words(of: items, actions)
        case .form(let form): form.fields.map(\.words).joined(separator: "\n")
        case .formResponse(let response): response.textFallback
        }
    }

    private static func words(of items: [Item], _ actions: [Action]) -> String {
        let blocks = items.map { item in
            ([item.title, item.description ?? ""] + item.actions.compactMap(\.words)).filter { !$0.isEmpty }.joined(separator: "\n")
        }
        let last = actions.compactMap(\.words).joined(separator: "\n")
        return (blocks + [last]).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}

extension Action {
    /// The button as a line of text; nil for one that only works as a button.
    fileprivate var words: String? {
        switch kind {
        case .link(let uri): "\(text): \(uri)"
        case .webview(_, let fallback): "\(text): \(fallback)"
        case .reply, .locationRequest: "- \(text)"
        case .postback: nil
        }
    }
}

extension FormQuestion {
    /// The question as a line of text, with what can be chosen.
    fileprivate var words: String {
        switch kind {
        case .text, .email: placeholder.map { "\(label) (\($0))" } ?? label
        case .select(let options, _): "\(label): " + options.map(\.label).joined(separator: " / ")
        }
    }
}
