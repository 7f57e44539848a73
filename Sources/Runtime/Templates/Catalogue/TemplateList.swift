package import Core

/// The templates of one account, as last read. A value.
package struct TemplateList: Hashable, Sendable {
    /// By name and language, sorted by both.
    package let templates: [MessageTemplate]
    private let places: [Key: Int]
    /// For providers that know templates by their own ids.
    private let externalIDs: [String: Int]

    private struct Key: Hashable {
        var name: String
        var language: String

        /// Providers write `en_US` and `en-US` for the same language; `en` is another one.
        init(_ name: String, _ language: String) {
            self.name = name
            self.language = language.contains("-") ? String(language.map { $0 == "-" ? "_" : $0 }) : language
        }
    }

    /// A list. Of two templates of one name and language the approved one counts, of two such the later.
    package init(_ templates: [MessageTemplate]) {
        var byKey: [Key: MessageTemplate] = [:]
        for template in templates {
            let key = Key(template.name, template.language)
            if byKey[key]?.status == .approved, template.status != .approved { continue }
            byKey[key] = template
        }
        let sorted = byKey.values.sorted { ($0.name, $0.language) < ($1.name, $1.language) }
        self.templates = sorted
        places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { (Key($1.name, $1.language), $0) })
        let identified = sorted.enumerated().compactMap { place, template in template.externalID.map { ($0, place) } }
        externalIDs = Dictionary(identified) { first, _ in first }
    }

    /// The template of a name and language; a hyphen in the language counts as an underscore. In place of both the provider's id will do.
    package subscript(name: String, language: String) -> MessageTemplate? {
        (places[Key(name, language)] ?? externalIDs[name]).map { templates[$0] }
    }

    /// The languages that a name exists in.
    package func languages(of name: String) -> [String] { templates.filter { $0.name == name }.map(\.language) }

    /// The list after a notice; nil when it changes nothing.
    package func applying(_ notice: TemplateNotice) -> TemplateList? {
        guard let change = notice.change, var template = self[notice.name, notice.language] else { return nil }
        switch change {
        case .status(let status):
            template.status = status
            template.providerStatus = notice.event
            template.reason = notice.reason
        case .quality(let quality): template.quality = quality
        case .category(let category): template.category = category
        }
        var changed = templates
        changed[places[Key(template.name, template.language)] ?? 0] = template
        return changed == templates ? nil : TemplateList(changed)
    }
}
