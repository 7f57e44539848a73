package import Core

/// Holds a send against the template's definition and the provider's rules, slot by slot. A value without effects.
package struct TemplateLint: Hashable, Sendable {
    let template: MessageTemplate
    let rules: TemplateRules

    /// A lint of sends of `template`.
    package init(_ template: MessageTemplate, rules: TemplateRules) {
        self.template = template
        self.rules = rules
    }

    /// Everything that is wrong, from top to bottom; empty when the send can go.
    package func problems(of send: TemplateSend) -> [TemplateProblem] {
        let send = send.bound(to: template)
        return statusProblems + headerProblems(send) + bodyProblems(send) + buttonProblems(send)
    }

    /// Why the template cannot be sent at all, whatever the values.
    package var statusProblems: [TemplateProblem] {
        let why = template.reason.map { " (\($0))" } ?? ""
        func problem(_ words: String) -> [TemplateProblem] { [TemplateProblem("status", words + why, .templateNotApproved)] }
        switch template.status {
        case .approved: return []
        case .pending: return problem("is pending: the provider has not approved the template yet")
        case .rejected: return problem("is rejected: the provider refused the template")
        case .paused: return problem("is paused: the provider stopped the template for a while, usually because customers reported it")
        case .disabled: return problem("is disabled: the provider does not let the template be sent any more")
        case .removed: return problem("is deleted: the template does not exist any more")
        case .unknown: return problem("is \(template.providerStatus), which is not known to be approved")
        }
    }

    // MARK: Header

    private func headerProblems(_ send: TemplateSend) -> [TemplateProblem] {
        let given = send.header
        switch template.header {
        case .other: return []
        case nil:
            return given.isEmpty ? [] : [TemplateProblem("header", "must be left out: the template has no header")]
        case .text(let text):
            if text.placeholders.isEmpty, !given.isEmpty {
                return [TemplateProblem("header", "must be left out: the header of the template is a fixed text")]
            }
            return arguments(given, text, in: "header", limit: rules.header)
        case .media(let kind): return fileProblems(given, kind)
        case .location:
            guard let first = given.first else { return [TemplateProblem("header", "is missing: the template begins with a location")] }
            return first.value == .location ? extra(given) : [TemplateProblem("header", "must be a location, not \(first.value.word)")]
        }
    }

    private func fileProblems(_ given: [TemplateSend.Argument], _ kind: MediaContent.Kind) -> [TemplateProblem] {
        guard let first = given.first else {
            return [
                TemplateProblem("header", "is missing: the template begins with a file of kind \(kind.rawValue), which every send brings")
            ]
        }
        guard case .media(kind, let url, let id) = first.value else {
            return [TemplateProblem("header", "must be of kind \(kind.rawValue), not \(first.value.word)")]
        }
        if url?.isEmpty != false, id?.isEmpty != false { return [TemplateProblem("header", "needs the link or the id of the file")] }
        return extra(given)
    }

    private func extra(_ header: [TemplateSend.Argument]) -> [TemplateProblem] {
        header.count > 1 ? [TemplateProblem("header", "takes one value, and \(header.count) were given")] : []
    }

    // MARK: Body

    private func bodyProblems(_ send: TemplateSend) -> [TemplateProblem] {
        arguments(send.body, template.body, in: "body", limit: rules.body)
    }

    /// Values against the placeholders of a text.
    private func arguments(
        _ given: [TemplateSend.Argument], _ text: TemplateText, in part: String, limit: Int?
    ) -> [TemplateProblem] {
        let placeholders = text.placeholders
        let (places, misplaced) =
            switch template.format {
            case .positional: positional(given, placeholders, part)
            case .named: named(given, placeholders, part)
            }
        let values = places.flatMap { name, value in textProblems(value, "\(part).\(name)") }
        let problems = misplaced + values
        guard problems.isEmpty, let limit else { return problems }
        let length = text.filled(Dictionary(places.map { ($0.0, $0.1.shown ?? "") }) { first, _ in first }).unicodeScalars.count
        if length <= limit { return [] }
        return [TemplateProblem(part, "is \(length) characters long with its values, and may have \(limit): shorten the values")]
    }

    private typealias Places = [(String, TemplateValue)]

    private func positional(_ given: [TemplateSend.Argument], _ placeholders: [String], _ part: String) -> (Places, [TemplateProblem]) {
        var problems = given.compactMap(\.name).map {
            TemplateProblem(
                "\(part).\($0)", "is named, and this template numbers its placeholders: give the values in order, without names")
        }
        let count = Self.count(given.count, placeholders.count)
        for place in placeholders.dropFirst(given.count) { problems.append(TemplateProblem("\(part).\(place)", "is missing: \(count)")) }
        for number in given.indices.dropFirst(placeholders.count) {
            problems.append(TemplateProblem("\(part).\(number + 1)", "is too many: \(count)"))
        }
        return (Array(zip(placeholders, given.map(\.value))), problems)
    }

    private func named(_ given: [TemplateSend.Argument], _ placeholders: [String], _ part: String) -> (Places, [TemplateProblem]) {
        var problems: [TemplateProblem] = []
        var places: Places = []
        for (number, argument) in given.enumerated() {
            guard let name = argument.name else {
                let known = placeholders.isEmpty ? "has no placeholders" : "has \(placeholders.joined(separator: ", "))"
                problems.append(
                    TemplateProblem("\(part).\(number + 1)", "has no name, and this template names its placeholders: it \(known)"))
                continue
            }
            if !placeholders.contains(name) {
                let known = placeholders.isEmpty ? "none" : placeholders.joined(separator: ", ")
                problems.append(TemplateProblem("\(part).\(name)", "is not in the template; its placeholders are: \(known)"))
            } else if places.contains(where: { $0.0 == name }) {
                problems.append(TemplateProblem("\(part).\(name)", "is given twice"))
            } else {
                places.append((name, argument.value))
            }
        }
        let isAnonymous = given.contains { $0.name == nil }
        for name in placeholders where !isAnonymous && !places.contains(where: { $0.0 == name }) {
            problems.append(TemplateProblem("\(part).\(name)", "is missing: \(Self.count(given.count, placeholders.count))"))
        }
        return (places, problems)
    }

    private static func count(_ given: Int, _ wanted: Int) -> String {
        "the template takes \(wanted) value\(wanted == 1 ? "" : "s") here, and \(given) \(given == 1 ? "was" : "were") given"
    }

    /// What is wrong with a value that is shown as text.
    private func textProblems(_ value: TemplateValue, _ slot: String) -> [TemplateProblem] {
        switch value {
        case .text(let text), .other(_, .some(let text)):
            TemplateTextRules(rules).problem(of: text).map { [TemplateProblem(slot, $0)] } ?? []
        case .media, .location, .payload, .code, .other(_, .none): [TemplateProblem(slot, "must be text, not \(value.word)")]
        }
    }
}
