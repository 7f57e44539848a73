import ConnectorKit
import Core
import Store
import Wire

/// For a post that names a template which is not in the list: has the list read again, once in a while, and waits for it a moment. A
/// template that was approved just now can so be sent at once.
struct TemplateAwaiting: Sendable {
    let context: RuntimeContext

    /// How long a post waits for the provider's list.
    private static let patience: Duration = .seconds(3)

    func prepare(_ drafts: [MessageDraft], app: ID, conversation: ID) async throws {
        guard context.directory.hasSubstitutes || drafts.contains(where: \.mayNameTemplate) else { return }
        let found = try await context.store.read { try $0.conversation(app: app, conversation) }
        guard let found, let integration = context.directory.integrations[found.integrationID] else { return }
        await prepare(drafts, integration)
    }

    func prepare(_ drafts: [MessageDraft], _ integration: IntegrationEntry) async {
        guard let gate = TemplateGate(integration, context.templates), let catalogue = integration.channel.templates else { return }
        var sends = drafts.compactMap { draft -> TemplateSend? in
            if let shorthand = draft.template { return shorthand.send }
            let override = SendInstructions(override: draft.override).payload(for: integration.type)
            let message = OutboundMessage(id: .first, recipient: "", content: draft.content, override: override)
            return try? gate.send(in: message)
        }
        // Whether the window is closed is decided later; what would go then must be known by then.
        if case .template(let name, let language) = integration.templates.whenWindowClosed {
            sends.append(TemplateSend(name: name, language: language))
        }
        for send in sends {
            let now = context.clock.now()
            let language = send.language ?? catalogue.defaultLanguage
            switch context.templates.find(send.name, language: language, integration: integration.id) {
            case .found: continue
            case .missing, .unread:
                guard context.templates.ask(integration.id, .doubt, now: now) else { continue }
            }
            await context.templates.untilRead(integration.id, by: now + Self.patience, context.clock)
        }
    }
}

extension MessageDraft {
    /// Whether it can hold a template at all: a look that costs nothing for all other messages.
    var mayNameTemplate: Bool {
        if template != nil || override != nil { return true }
        if case .template = content { return true }
        return false
    }
}
