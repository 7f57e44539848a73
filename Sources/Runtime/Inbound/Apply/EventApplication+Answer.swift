import Core
import Store
import Wire

extension EventApplication {
    /// What follows a customer's message by itself: a form is marked as answered, and the account's automatic reply is stored.
    func answer(_ message: InboundMessage, _ conversation: Conversation, _ event: InboundEvent) throws {
        if case .formResponse = message.contents[0], let form = message.quoted { try closeForm(form, conversation) }
        guard let reply = message.automaticReply else { return }
        let id = ids.next(at: now)
        let name = Self.name(of: reply, in: conversation, lasts: lastsForEver)
        guard try store.claim(integration.id, name, for: ExternalReference(kind: .inbound, resourceID: id)) else { return }
        // Nobody has answered: the conversation stays unanswered, and its window as it is.
        try insert(
            InboundMessage([reply.content], kind: reply.kind), [MessagePart(id: id, externalID: name, content: reply.content)],
            conversation, event, .automatic)
    }

    /// A session is a conversation; in one that never ends, the period.
    private static func name(of reply: AutomaticReply, in conversation: Conversation, lasts: Bool) -> String {
        lasts ? "\(reply.kind)/\(conversation.id)/\(reply.period)" : "\(reply.kind)/\(conversation.id)"
    }

    private var lastsForEver: Bool { integration.threading.mode == .lasting && integration.threading.reopen != .never }

    /// The form that a response answers takes no second one.
    private func closeForm(_ externalID: String, _ conversation: Conversation) throws {
        guard var message = try message(named: externalID), message.conversationID == conversation.id,
            case .form(var form)? = try? Content(stored: message.content), !form.isSubmitted
        else { return }
        form.isSubmitted = true
        message.content = Content.form(form).encoded()
        try store.update(message)
        try emit(.parley(.messageEdited(conversation, message, user: nil)), conversation: conversation.id)
    }
}
