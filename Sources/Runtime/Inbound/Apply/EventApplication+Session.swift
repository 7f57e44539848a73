import Core
import JSONKit
import Store
import Wire

extension EventApplication {
    /// The customer told who it is. No conversation begins by it.
    func applyProfile(_ event: InboundEvent) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the profile names nobody") }
        let person = try person(sender, at: event.at)
        try emitChanges(person, store.latestConversation(client: person.client.id))
        return .applied(person.client.id, note: person.note)
    }

    /// The customer ended the conversation.
    func applyEnded(_ event: InboundEvent) throws -> Effect {
        guard let sender = event.sender, let person = try knownPerson(sender, at: event.at),
            var conversation = try store.latestConversation(client: person.client.id)
        else { return .ignored("the end of a conversation that does not exist") }
        guard conversation.status == .open else { return .ignored("the conversation is closed already") }
        conversation.close(now: now)
        try store.update(conversation)
        try emit(.parley(.conversationClosed(conversation, by: person.user)), conversation: conversation.id)
        return .applied(conversation.id)
    }

    /// The customer says how satisfied it is: kept with the conversation, and told.
    func applyRating(_ event: InboundEvent, score: Int, comment: String?) throws -> Effect {
        guard (1...5).contains(score) else { throw Unusable(reason: "a rating is a number from 1 to 5") }
        guard let sender = event.sender, let person = try knownPerson(sender, at: event.at),
            var conversation = try store.latestConversation(client: person.client.id)
        else { return .ignored("the rating of a conversation that does not exist") }
        var metadata = FlatObject(conversation.metadata)
        metadata["parleyRating"] = .int(Int64(score))
        conversation.metadata = metadata.encoded()
        try store.update(conversation)
        try emit(
            .parley(.conversationRating(conversation, person.user, score: score, comment: comment)), conversation: conversation.id)
        return .applied(conversation.id)
    }
}
