import Core
import Store
import Wire

extension EventApplication {
    /// The customer allows or forbids a kind of message.
    func applyConsent(_ event: InboundEvent, _ kind: ConsentKind, allowed: Bool, detail: String?) throws -> Effect {
        guard let sender = event.sender else { throw Unusable(reason: "the consent has no sender") }
        let person = try person(sender, at: event.at)
        try ConsentChange(kind, allowed: allowed, detail: detail, at: min(event.at, now)).store(
            person.client, store.latestConversation(client: person.client.id), emitter, in: store, now: now)
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
    func applyAccount(_ notice: AccountNotice, at time: Instant) throws -> Effect {
        if notice.isQuality { try QualityRecord(word: notice.event, at: time).store(integration.id, app: integration.appID, in: store) }
        return try alarm(notice.field, notice.event, detail: notice.detail, failure: notice.failure)
    }

    private func alarm(_ subject: String, _ event: String, detail: String?, failure: Failure?) throws -> Effect {
        let alarm = IntegrationAlarm(
            integrationID: integration.id, integrationType: integration.type, subject: subject, event: event, detail: detail,
            failure: failure)
        try emit(.parley(.integrationAlarm(alarm)), conversation: nil)
        return .applied(nil)
    }
}
