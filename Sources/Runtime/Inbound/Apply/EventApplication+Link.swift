import Core
import Store
import Wire

extension EventApplication {
    /// What a message of a customer means for a link that waits for it.
    enum LinkAnswer {
        /// It is a message like any other, of this person.
        case message(Person)
        /// It was only the answer to the question.
        case answered(Person)
    }

    /// Confirms or ends the link that waits for a word of `person`. Nearly nobody has one.
    func answerLink(_ person: Person, _ sender: Sender, at time: Instant, text: String?, payload: String?) throws -> LinkAnswer {
        guard person.client.status == .pending, let confirmation = try linking.confirmation(of: person.client, in: store) else {
            return .message(person)
        }
        switch confirmation {
        case .immediate, .userActivity: return .message(try confirmed(person))
        case .prompt: break
        }
        let answer = LinkPrompt.answer(text: text, payload: payload)
        if answer == true { return .answered(try confirmed(person)) }
        try linking.end(person.client, .linkCancelled, in: store)
        // A no is all that was said; other words are those of somebody who is not the customer that was expected.
        return answer == false ? .answered(person) : .message(try self.person(sender, at: time))
    }

    /// The same for a message.
    func answerLink(_ person: Person, _ sender: Sender, at time: Instant, _ message: InboundMessage) throws -> LinkAnswer {
        guard case .text(let text) = message.contents[0] else { return try answerLink(person, sender, at: time, text: nil, payload: nil) }
        return try answerLink(person, sender, at: time, text: text.text, payload: text.payload)
    }

    private var linking: ClientLinking { emitter.linking }

    private func confirmed(_ person: Person) throws -> Person {
        var person = person
        person.client = try linking.confirm(person.client, in: store)
        person.user = try store.user(app: integration.appID, person.client.userID) ?? person.user
        return person
    }
}
