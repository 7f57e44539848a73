import Core
import JSONKit
import Store
import Wire

extension EventApplication {
    /// The customer pressed a button. Counts as a word of the customer.
    func applyPostback(_ event: InboundEvent, payload: String, title: String?) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the postback has no sender") }
        let person: Person
        switch try answerLink(self.person(sender, at: event.at), sender, at: event.at, text: title, payload: payload) {
        case .answered(let known): return .applied(known.client.id)
        case .message(let known): person = known
        }
        var thread = try thread(person, at: event.at)
        thread.conversation.customerWrote(at: event.at, now: now, opensWindow: counts(.postback))
        try moveWindow(of: person.client, at: event.at, opens: counts(.postback))
        try save(&thread, person, event, reason: .message)
        if echoesPostbacks { try echo(payload, title, thread.conversation, person, event) }
        let metadata = title.map { title in JSONBytes(JSONWriter.object { $0.field("parleyTitle", title) }) }
        try emit(
            .conversationPostback(thread.conversation, person.user, source: source(event), payload: payload, metadata: metadata),
            conversation: thread.conversation.id)
        try absence.returned(to: thread.conversation)
        return .applied(thread.conversation.id, note: person.note)
    }

    /// A pressed button as a message: its words, with the payload.
    private func echo(
        _ payload: String, _ title: String?, _ conversation: Conversation, _ person: Person, _ event: InboundEvent
    ) throws {
        let words = title.flatMap { $0.isEmpty ? nil : $0 } ?? payload
        let message = InboundMessage([.text(TextContent(words, payload: payload))], kind: "postback")
        try insert(message, parts(of: message, event, first: ids.next(at: now)), conversation, event, MessageAuthor(person))
    }

    /// The customer came by an advertisement or link, without a message.
    func applyReferral(_ event: InboundEvent, _ referral: Referral) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the referral has no sender") }
        let person = try person(sender, at: event.at)
        var thread = try thread(person, at: event.at)
        try save(&thread, person, event, reason: .linkRequest, referral: referral)
        try emitReferral(referral, thread, person, event)
        return .applied(thread.conversation.id, note: person.note)
    }

    /// The customer has read up to a time: all that was sent before it.
    func applyRead(_ event: InboundEvent, upTo time: Instant) throws -> Effect {
        guard let (person, conversation) = try present(event) else { return .ignored("read by somebody without a conversation") }
        try markRead(conversation, upTo: time)
        let activity = Activity(user: person.user, source: source(event))
        try emit(.conversationRead(conversation, activity), conversation: conversation.id)
        try absence.returned(to: conversation)
        return .applied(conversation.id)
    }

    /// Messages that a read event is applied to, from the newest back.
    private static let readLimit = 50

    private func markRead(_ conversation: Conversation, upTo time: Instant) throws {
        for message in try store.messages(conversation: conversation.id, page: PageRequest(limit: Self.readLimit))
        where message.author == .business && message.receivedAt <= time {
            guard var machine = try DeliveryMachine.load(message.id, store), [.sent, .delivered].contains(machine.delivery.state) else {
                continue
            }
            for part in machine.parts.compactMap(\.part) {
                machine.statusArrived(part: part, .read, failure: nil, DeliveryMachine.Report(.webhook, at: time, now: now))
            }
            try machine.save(store)
            try UsageMeter(store: store, integration: integration).count(machine, at: min(time, now))
            // One event for the conversation tells of the reading itself.
            try emitter.emit(machine.news.filter { $0 != .read }, of: machine, integration: integration, store, now: now)
        }
    }

    /// The customer types, or stopped.
    func applyTyping(_ event: InboundEvent, _ isTyping: Bool) throws -> Effect {
        guard let (person, conversation) = try present(event) else { return .ignored("typing without a conversation") }
        let activity = Activity(user: person.user, source: source(event))
        try emit(.conversationTyping(conversation, activity, isTyping: isTyping), conversation: conversation.id)
        return .applied(conversation.id)
    }

    /// The sender and its newest conversation, if both are known: for events that must not make any.
    private func present(_ event: InboundEvent) throws -> (Person, Conversation)? {
        guard let sender = event.sender, let person = try knownPerson(sender, at: event.at),
            let conversation = try store.latestConversation(client: person.client.id)
        else { return nil }
        try emitChanges(person, conversation)
        return (person, conversation)
    }
}
