import Core
import JSONKit
import Store
import Wire

extension EventApplication {
    /// The customer allows or forbids a kind of message.
    func applyConsent(_ event: InboundEvent, _ kind: ConsentKind, allowed: Bool, detail: String?) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the consent has no sender") }
        let person = try person(sender, at: event.at)
        try ConsentRecord(kind: kind, allowed: allowed, detail: detail).store(
            person.client, person.user, conversation: store.latestConversation(client: person.client.id), in: self)
        return .applied(person.client.id, note: person.note)
    }

    /// The customer's number or account changed: the new address is used from now on, the old one stays an alias.
    func applyIdentityChange(_ event: InboundEvent, previous: String) throws -> Effect {
        guard let sender = event.sender, let address = sender.addresses.first, !address.isEmpty else {
            throw Unusable(reason: "the change does not say what the address is now")
        }
        if let name = sender.userExternalID { return try applySignIn(event, sender, as: name, at: address, previous: previous) }
        let known = try store.client(integration: integration.id, address: previous)
        guard var client = try known ?? knownPerson(sender, at: event.at)?.client,
            let user = try store.user(app: integration.appID, client.userID)
        else { return .ignored("change of an unknown person") }
        for alias in sender.addresses where try !store.addAddress(alias, proof: .provider, to: client) {
            log.warning("A changed address belongs to another client already", ["client": "\(client.id)"])
            return .applied(client.id, note: "the new address belongs to another client already; nothing was changed")
        }
        _ = try store.addAddress(previous, proof: .provider, to: client)
        client.externalID = address
        client.phone = sender.phone ?? client.phone
        client.displayName = sender.displayName ?? client.displayName
        try store.update(client)
        log.info("A client's address changed", ["client": "\(client.id)"])
        var person = Person(user: user, client: client, isChanged: true)
        try learn(sender, &person)
        try emitChanges(person, store.latestConversation(client: client.id))
        return .applied(client.id)
    }

    /// A template was reviewed, paused, rated or moved.
    func applyTemplate(_ notice: TemplateNotice) throws -> Effect {
        let detail = "\(notice.name) (\(notice.language))" + (notice.reason.map { ": \($0)" } ?? "")
        return try alarm("template", notice.event, detail: detail, failure: nil)
    }

    /// Something about the business account.
    func applyAccount(_ notice: AccountNotice) throws -> Effect {
        try alarm(notice.field, notice.event, detail: notice.detail, failure: notice.failure)
    }

    private func alarm(_ subject: String, _ event: String, detail: String?, failure: Failure?) throws -> Effect {
        let alarm = IntegrationAlarm(
            integrationID: integration.id, integrationType: integration.type, subject: subject, event: event, detail: detail,
            failure: failure)
        try emit(.parley(.integrationAlarm(alarm)), conversation: nil)
        return .applied(nil)
    }
}

/// A customer's word on what may be sent, kept as a fact of the client.
struct ConsentRecord: Hashable, Sendable {
    var kind: ConsentKind
    var allowed: Bool
    var detail: String?

    /// The key in the client's `info`.
    var key: String {
        switch kind {
        case .all: "parleyConsentAll"
        case .marketing: "parleyConsentMarketing"
        }
    }

    /// Stores the word and tells of it.
    func store(_ client: Client, _ user: User, conversation: Conversation?, in application: EventApplication) throws {
        var client = client
        var info = FlatObject(client.info)
        info[key] = .bool(allowed)
        client.info = info.encoded()
        try application.store.update(client)
        try application.emit(
            .parley(.consent(conversation, user, kind: kind, allowed: allowed, detail: detail)), conversation: conversation?.id)
    }
}
