import ConnectorKit
package import Core

/// Says whether a template may be sent by an integration now, from what is in memory: no effects, no waiting.
package struct TemplateGate: Sendable {
    /// What is known of a send.
    package struct Judgement: Hashable, Sendable {
        /// The definition; nil when the list has never been read, or does not hold it.
        package var template: MessageTemplate?
        /// What keeps it from being sent.
        package var problems: [TemplateProblem]
        /// The template in words: `visit_reminder (en_US)`.
        package var label: String

        /// Makes a judgement.
        package init(template: MessageTemplate?, problems: [TemplateProblem], label: String) {
            self.template = template
            self.problems = problems
            self.label = label
        }

        /// The failure that the problems lead to.
        package var failure: Failure? { problems.failure(of: label) }
    }

    private let integration: ID
    private let catalogue: any TemplateCatalogue
    private let book: TemplateBook

    /// Nil for a channel without templates.
    package init?(_ integration: IntegrationEntry, _ book: TemplateBook) {
        guard let catalogue = integration.channel.templates else { return nil }
        self.integration = integration.id
        self.catalogue = catalogue
        self.book = book
    }

    /// Holds a send against the list. Where the list was never read, nothing is wrong as far as is known.
    package func judge(_ send: TemplateSend) -> Judgement {
        let language = send.language ?? catalogue.defaultLanguage
        let label = "\(send.name) (\(language))"
        switch book.find(send.name, language: language, integration: integration) {
        case .unread: return Judgement(template: nil, problems: [], label: label)
        case .found(let template):
            let problems = TemplateLint(template, rules: catalogue.rules).problems(of: send)
            return Judgement(template: template, problems: problems, label: label)
        case .missing(let languages):
            let problem =
                languages.isEmpty
                ? TemplateProblem("name", "is not a template of this account", .templateNotFound)
                : TemplateProblem(
                    "language", "is not one of this template's languages, which are \(languages.prefix(20).joined(separator: ", "))",
                    .templateNotFound)
            return Judgement(template: nil, problems: [problem], label: label)
        }
    }

    /// The template that a message sends, as its own content or in the provider's own body; nil when it sends none.
    func send(in message: OutboundMessage) throws(Failure) -> TemplateSend? {
        if let override = message.override {
            guard let template = catalogue.template(in: override) else { return nil }
            return try catalogue.read(template)
        }
        guard case .template(let template) = message.content else { return nil }
        return try catalogue.read(template)
    }

    /// What the provider counts the message as; nil when it is no template, or none that is known.
    func category(of message: OutboundMessage) -> MessageTemplate.Category? {
        guard let send = try? send(in: message) else { return nil }
        return judge(send).template?.category
    }

    /// Why `message` may not be sent now, if it is a template; nil when it may, and for all else.
    func refusal(of message: OutboundMessage) -> Failure? {
        do throws(Failure) {
            guard let send = try send(in: message) else { return nil }
            return judge(send).failure
        } catch {
            return error
        }
    }
}
