import Core

extension TemplateShorthand {
    /// The shorthand with its texts masked.
    func masked(by masking: any Masking) -> TemplateShorthand {
        var shorthand = self
        shorthand.fallback = masking.masked(fallback)
        shorthand.send.header = send.header.map { .init($0.value.masked(by: masking), name: $0.name) }
        shorthand.send.body = send.body.map { .init($0.value.masked(by: masking), name: $0.name) }
        shorthand.send.buttons = send.buttons.map { .init(index: $0.index, $0.value.masked(by: masking)) }
        return shorthand
    }
}

extension TemplateValue {
    fileprivate func masked(by masking: any Masking) -> TemplateValue {
        switch self {
        case .text(let text): .text(masking.masked(text))
        case .media(let kind, let url, let id): .media(kind, url: masking.masked(url), id: id)
        case .location: .location
        case .payload(let text): .payload(masking.masked(text))
        case .code(let text): .code(masking.masked(text))
        case .other(let kind, let text): .other(kind: kind, text: masking.masked(text))
        }
    }
}
