import ConnectorKit
import Core
import JSONKit
import Store
import Wire

/// Turns a draft with a template into what is sent and what is kept. A value without effects.
struct TemplateResolution: Sendable {
    /// A draft as it is sent, and why it cannot be.
    struct Resolved: Sendable {
        var draft: MessageDraft
        var failure: Failure?
    }

    private let integration: IntegrationEntry
    private let gate: TemplateGate?

    init(_ integration: IntegrationEntry, _ book: TemplateBook) {
        self.integration = integration
        gate = TemplateGate(integration, book)
    }

    /// Where the metadata of a message name the template that it was sent as.
    static let templateKey = "parleyTemplate"
    /// And the text that was written, where the template was sent in its place.
    static let originalKey = "parleyOriginalText"

    /// The draft with its template in the provider's shape and the text that the customer will read. Other drafts stay as they are.
    func resolve(_ draft: MessageDraft) -> Resolved {
        if let shorthand = draft.template { return resolve(shorthand, draft) }
        guard let gate, let catalogue = integration.channel.templates else { return Resolved(draft: draft) }
        do throws(Failure) {
            let message = OutboundMessage(
                id: .first, recipient: "", content: draft.content,
                override: SendInstructions(override: draft.override).payload(for: integration.type))
            guard let send = try gate.send(in: message) else { return Resolved(draft: draft) }
            let judgement = gate.judge(send)
            var resolved = draft
            if case .template(let template) = draft.content, let definition = judgement.template {
                resolved.shown = ShownTemplate.encoded(template, text: Self.clipped(TemplatePreview(definition, send).text))
                // A short form, such as a name where the provider wants its own id.
                if send.bindsInOrder { resolved.content = .template(catalogue.write(send, for: definition)) }
            }
            return Resolved(draft: resolved, failure: judgement.failure)
        } catch {
            return Resolved(draft: draft, failure: error)
        }
    }

    // MARK: Shorthand

    private func resolve(_ shorthand: TemplateShorthand, _ draft: MessageDraft) -> Resolved {
        var resolved = draft
        resolved.template = nil
        guard let gate, let catalogue = integration.channel.templates else { return withoutTemplates(shorthand, resolved) }
        let judgement = gate.judge(shorthand.send)
        resolved.content = .template(catalogue.write(shorthand.send, for: judgement.template))
        let text = judgement.template.map { TemplatePreview($0, shorthand.send).text } ?? shorthand.words
        resolved.shown = Content.text(TextContent(Self.clipped(text))).encoded()
        resolved.metadata = Self.noted(draft.metadata, [Self.templateKey: judgement.label])
        return Resolved(draft: resolved, failure: judgement.failure)
    }

    /// The fallback is what the shorthand is for on such a channel.
    private func withoutTemplates(_ shorthand: TemplateShorthand, _ draft: MessageDraft) -> Resolved {
        var draft = draft
        draft.content = .text(TextContent(shorthand.words))
        if shorthand.fallback != nil { return Resolved(draft: draft) }
        let detail = "This channel has no templates. Write the text for such channels under the key fallback."
        return Resolved(draft: draft, failure: Failure(.contentUnsupported, detail: detail))
    }

    // MARK: In place of a free message

    /// The template that the integration sends in place of a message that the closed window forbids; nil when it says none, or when the
    /// message is no free one. The failure is the window's if the template cannot stand in.
    func substitute(for draft: MessageDraft, refused: Failure) -> Resolved? {
        guard case .template(let name, let language) = integration.templates.whenWindowClosed, let gate,
            refused.code == .outsideWindow, draft.template == nil, let catalogue = integration.channel.templates
        else { return nil }
        let failed = { (why: String) in
            Resolved(draft: draft, failure: Failure(.outsideWindow, detail: "The window is closed, and the template \(name) \(why)"))
        }
        var send = TemplateSend(name: name, language: language, bindsInOrder: true)
        guard let definition = gate.judge(send).template else { return failed("that should be sent instead is not known.") }
        let slots = definition.slots.filter(\.isRequired)
        if !slots.isEmpty {
            guard slots.count == 1, slots[0].name.hasPrefix("body."), case .text(let text) = draft.content else {
                return failed("that should be sent instead needs other values than this message has.")
            }
            send.body = [.init(.text(TemplateTextRules(catalogue.rules).adapted(text.text, limit: .max)))]
        }
        if let problem = gate.judge(send).failure { return failed("cannot be sent instead: \(problem.detail ?? "")") }
        var resolved = resolve(TemplateShorthand(send), draft)
        if case .text(let text) = draft.content {
            resolved.draft.metadata = Self.noted(resolved.draft.metadata, [Self.originalKey: text.text])
        }
        return resolved
    }

    // MARK: Shared

    private static func noted(_ metadata: JSONBytes?, _ notes: [String: String]) -> JSONBytes {
        var object = FlatObject(metadata)
        for (key, text) in notes { object[key] = .string(text) }
        return object.encoded()
    }

    /// Typed clients refuse longer texts.
    private static func clipped(_ text: String) -> String {
        text.utf8.count <= FieldLimit.text ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(FieldLimit.text)))
    }
}
