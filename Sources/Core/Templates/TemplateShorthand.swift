/// A template as somebody wrote it who knows no provider's shape, with what to show where there are no templates.
package struct TemplateShorthand: Hashable, Sendable {
    package var send: TemplateSend
    /// Text for channels without templates, and for the record when the template is not known.
    package var fallback: String?

    /// Makes a shorthand.
    package init(_ send: TemplateSend, fallback: String? = nil) {
        self.send = send
        self.fallback = fallback
    }

    /// What is kept of it where the template's own text is not known.
    package var words: String {
        if let fallback { return fallback }
        let values = (send.header + send.body).compactMap(\.value.shown).filter { !$0.isEmpty }
        return "[\(send.name)]" + (values.isEmpty ? "" : " " + values.joined(separator: ", "))
    }
}
