/// A place of a template that a send fills.
package struct TemplateSlot: Hashable, Sendable {
    /// What it takes.
    package enum Kind: Hashable, Sendable {
        case text
        case media(MediaContent.Kind)
        case location
        /// The end of a link, or a one-time code, which providers take the same way.
        case suffix
        case code
        case payload

        /// The kind, as people are told.
        package var word: String {
            switch self {
            case .text: "text"
            case .media(let kind): kind.rawValue
            case .location: "location"
            case .suffix: "suffix"
            case .code: "code"
            case .payload: "payload"
            }
        }
    }

    /// Its name for people: `header`, `body.1`, `body.first_name`, `button.0`.
    package var name: String
    package var kind: Kind
    /// Whether a send without it is refused.
    package var isRequired: Bool

    /// Makes a slot.
    package init(_ name: String, _ kind: Kind, isRequired: Bool = true) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
    }
}

extension MessageTemplate {
    /// Every place that a send fills, from top to bottom.
    package var slots: [TemplateSlot] {
        let button = buttons.indices.compactMap { slot(ofButton: $0) }
        return headerSlots + body.placeholders.map { TemplateSlot("body.\($0)", .text) } + button
    }

    /// The places of the header; none for a fixed text.
    package var headerSlots: [TemplateSlot] {
        switch header {
        case .text(let text): text.placeholders.map { TemplateSlot("header.\($0)", .text) }
        case .media(let kind): [TemplateSlot("header", .media(kind))]
        case .location: [TemplateSlot("header", .location)]
        case .other, nil: []
        }
    }

    /// The place of a button; nil for one that is fixed, not known or not there.
    package func slot(ofButton index: Int) -> TemplateSlot? {
        guard buttons.indices.contains(index) else { return nil }
        let name = "button.\(index)"
        switch buttons[index].kind {
        case .quickReply: return TemplateSlot(name, .payload, isRequired: false)
        case .link(let url): return url.placeholders.isEmpty ? nil : TemplateSlot(name, .suffix)
        case .oneTimeCode: return TemplateSlot(name, .suffix)
        case .copyCode: return TemplateSlot(name, .code)
        case .phone, .other: return nil
        }
    }
}
