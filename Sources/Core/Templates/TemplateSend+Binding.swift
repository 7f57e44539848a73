extension TemplateSend {
    /// The send with its values told by what the template needs, where `bindsInOrder` asks for it: names for named placeholders, payloads and
    /// codes for buttons that take them, and the one-time code of the body for its button. Where `sharesValues` says so, header and links get
    /// theirs from among the body's. What does not fit stays as it is.
    package func bound(to template: MessageTemplate) -> TemplateSend {
        if sharesValues { return spread(over: template) }
        guard bindsInOrder else { return self }
        var send = self
        if template.format == .named {
            send.body = Self.named(body, template.body.placeholders)
            if case .text(let text) = template.header { send.header = Self.named(header, text.placeholders) }
        }
        send.buttons = buttons.map { ButtonArgument(index: $0.index, template.value($0.value, ofButton: $0.index)) }
        let lacksCode = template.buttons.indices.first { index in
            template.buttons[index].kind == .oneTimeCode && !buttons.contains { $0.index == index }
        }
        if let lacksCode, let code = body.first?.value { send.buttons.append(ButtonArgument(index: lacksCode, code)) }
        return send
    }

    /// Each value at every place that bears its name; a name that is nowhere stays with the body.
    private func spread(over template: MessageTemplate) -> TemplateSend {
        var send = self
        send.sharesValues = false
        var elsewhere = Set(template.otherPlaceholders)
        if case .text(let text) = template.header {
            send.header += body.filter { text.placeholders.contains($0.name ?? "") }
            elsewhere.formUnion(text.placeholders)
        }
        for (index, button) in template.buttons.enumerated() {
            guard case .link(let url) = button.kind, let name = url.placeholders.first else { continue }
            elsewhere.insert(name)
            if let value = body.first(where: { $0.name == name })?.value { send.buttons.append(ButtonArgument(index: index, value)) }
        }
        let inBody = template.body.placeholders
        send.body = body.filter { inBody.contains($0.name ?? "") || !elsewhere.contains($0.name ?? "") }
        return send
    }

    private static func named(_ arguments: [Argument], _ placeholders: [String]) -> [Argument] {
        arguments.enumerated().map { place, argument in
            guard argument.name == nil, place < placeholders.count else { return argument }
            return Argument(argument.value, name: placeholders[place])
        }
    }
}

extension MessageTemplate {
    fileprivate func value(_ value: TemplateValue, ofButton index: Int) -> TemplateValue {
        guard case .text(let text) = value, buttons.indices.contains(index) else { return value }
        switch buttons[index].kind {
        case .quickReply: return .payload(text)
        case .copyCode: return .code(text)
        case .link, .oneTimeCode, .phone, .other: return value
        }
    }
}
