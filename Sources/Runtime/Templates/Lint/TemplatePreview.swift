package import Core

/// What the customer will see, as text.
package struct TemplatePreview: Hashable, Sendable {
    private let template: MessageTemplate
    private let send: TemplateSend

    /// The preview of a send. Placeholders without a value stay.
    package init(_ template: MessageTemplate, _ send: TemplateSend) {
        self.template = template
        self.send = send.bound(to: template)
    }

    /// Header, body and footer, one below the other: what is kept of the message.
    package var text: String {
        var lines: [String] = []
        if case .text(let text) = template.header { lines.append(filled(text, send.header)) }
        lines.append(filled(template.body, send.body))
        if let footer = template.footer { lines.append(footer) }
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The same with a mark for the file above and for the buttons below.
    package var picture: String {
        let mark: String? =
            switch template.header {
            case .media(let kind): "[\(kind.rawValue)]"
            case .location: "[location]"
            case .other(let word): "[\(word)]"
            case .text, nil: nil
            }
        let buttons = template.buttons.map { "[\($0.text)]" }.joined(separator: " ")
        return [mark ?? "", text, buttons].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func filled(_ text: TemplateText, _ arguments: [TemplateSend.Argument]) -> String {
        var values: [String: String] = [:]
        for (place, argument) in arguments.enumerated() {
            let placeholders = text.placeholders
            guard let name = argument.name ?? (place < placeholders.count ? placeholders[place] : nil) else { continue }
            values[name] = argument.value.shown
        }
        return text.filled(values)
    }
}
