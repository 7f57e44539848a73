import Core

extension TemplateLint {
    /// Values against the buttons that take one.
    func buttonProblems(_ send: TemplateSend) -> [TemplateProblem] {
        var problems: [TemplateProblem] = []
        for index in template.buttons.indices {
            let given = send.buttons.filter { $0.index == index }.map(\.value)
            if case .other = template.buttons[index].kind { continue }
            guard let slot = template.slot(ofButton: index) else {
                if !given.isEmpty { problems.append(TemplateProblem("button.\(index)", "must be left out: this button takes no value")) }
                continue
            }
            problems += self.problems(of: given, in: slot)
        }
        let surplus = Set(send.buttons.map(\.index)).filter { !template.buttons.indices.contains($0) }.sorted()
        let last = template.buttons.count - 1
        let known = last < 0 ? "the template has no buttons" : "the template's buttons are 0 to \(last)"
        return problems + surplus.map { TemplateProblem("button.\($0)", "does not exist: \(known)") }
    }

    private func problems(of given: [TemplateValue], in slot: TemplateSlot) -> [TemplateProblem] {
        guard let value = given.first else {
            return slot.isRequired ? [TemplateProblem(slot.name, "is missing: \(slot.kind.need)")] : []
        }
        if given.count > 1 { return [TemplateProblem(slot.name, "takes one value, and \(given.count) were given")] }
        let limit: Int?
        switch (slot.kind, value) {
        case (.suffix, .text): limit = rules.suffix
        case (.code, .code): limit = rules.code
        case (.payload, .payload): limit = rules.payload
        default: return [TemplateProblem(slot.name, "must be of kind \(slot.kind.word), not \(value.word)")]
        }
        let text = value.words
        if text.isEmpty { return [TemplateProblem(slot.name, "is empty: \(slot.kind.need)")] }
        guard let limit, text.unicodeScalars.count > limit else { return [] }
        return [TemplateProblem(slot.name, "is longer than \(limit) characters")]
    }
}

extension TemplateValue {
    /// The text of a button's value.
    fileprivate var words: String {
        switch self {
        case .text(let text), .payload(let text), .code(let text): text
        case .media, .location, .other: ""
        }
    }
}

extension TemplateSlot.Kind {
    fileprivate var need: String {
        switch self {
        case .suffix: "the button needs the end of its link, or its code"
        case .code: "the button needs the code that it copies"
        case .payload: "the button needs a payload"
        case .text, .media, .location: "the button needs a value"
        }
    }
}
