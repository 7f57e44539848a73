import Core
import Store
import Wire

extension EventApplication {
    /// Looks for a code with which the customer comes from another channel. If it is good, the two are joined here, and the code is taken
    /// out of the message: no agent has to read it.
    ///
    /// A code that is wrong, used, too old or of another channel is a text like any other.
    ///
    /// - Returns: the contents that are left, which may be none; nil when there was no good code.
    func arrive(_ sender: Sender, _ parts: [MessagePart], at time: Instant) throws -> [MessagePart]? {
        guard parts.count == 1, case .text(var text) = parts[0].content, let (code, rest) = ContinuationCode.find(in: text.text),
            let record = try ContinuationRecord.take(code, app: integration.appID, integration: integration.id, now: now, store),
            try join(sender, record, at: time)
        else { return nil }
        guard !rest.isEmpty else { return [] }
        text.text = rest
        return [MessagePart(id: parts[0].id, externalID: parts[0].externalID, content: .text(text))]
    }

    /// Makes the sender the customer who asked for the code. False when they cannot be one person.
    private func join(_ sender: Sender, _ record: ContinuationRecord, at time: Instant) throws -> Bool {
        guard let origin = try store.client(record.clientID), let user = try store.user(app: integration.appID, origin.userID),
            let conversation = try store.conversation(app: integration.appID, record.conversationID)
        else { return false }
        let known = try knownPerson(sender, at: time)
        if let known, !Self.mayBeOne(known.user, user) {
            log.warning("A code came from somebody whom the business knows by another name", ["client": "\(known.client.id)"])
            return false
        }
        // What was closed or has moved meanwhile stays where it is: then only the customer comes.
        let goesAlong = record.keepsConversation && conversation.status == .open && conversation.clientID == origin.id
        let linked = try emitter.linking.begin(
            LinkRequest(
                user: user, conversation: conversation, integration: integration, addresses: sender.addresses, phone: sender.phone,
                isPrimary: goesAlong, confirmation: .immediate, content: nil), in: store)
        guard goesAlong else { return true }
        let entry = Departures.Entry(conversationID: conversation.id, end: ids.next(at: now), integrationID: integration.id)
        try Departures.note(entry, of: origin, now: now, store)
        // A link that was there before is told of by nobody else.
        if known?.user.id == user.id {
            let news = ClientNews(conversation: conversation, user: user, client: linked, integrationType: integration.type)
            try emit(.clientUpdate(news, reason: .confirmed), conversation: conversation.id)
        }
        log.info("A conversation goes on in another channel", ["conversation": "\(conversation.id)", "type": integration.type])
        return true
    }

    /// Two names that the business gave are two people, whatever a code says: a link can be handed on.
    private static func mayBeOne(_ a: User, _ b: User) -> Bool {
        guard a.id != b.id, let one = a.externalID, let other = b.externalID else { return true }
        return one == other
    }
}
