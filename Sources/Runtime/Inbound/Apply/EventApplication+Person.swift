import Core
import Store
import Wire

/// A user with the channel identity that an event came from.
struct Person {
    var user: User
    var client: Client
    /// Made for this event.
    var isNew = false
    /// Name, address or the like differ from what was known.
    var isChanged = false
    /// What an operator should know.
    var note: String?
}

extension EventApplication {
    /// How exactly `lastSeen` is kept: writing it for every message would cost more than it tells.
    private static let lastSeenStep: Duration = .minutes(1)

    /// The person that `sender` names, made if nobody knows it.
    func person(_ sender: Sender, at time: Instant) throws -> Person {
        if let known = try knownPerson(sender, at: time) { return known }
        guard let address = sender.addresses.first, !address.isEmpty else { throw Unusable(reason: "the sender has no address") }
        let (user, isNewUser) = try userOfNewClient(sender)
        let client = Client(
            id: ids.next(at: now), appID: integration.appID, integrationID: integration.id, userID: user.id, externalID: address,
            phone: sender.phone, displayName: sender.displayName ?? sender.username, linkedAt: now, lastSeen: time)
        if isNewUser { try store.insert(user) }
        try store.insert(client)
        for alias in sender.addresses.dropFirst() { _ = try store.addAddress(alias, proof: .provider, to: client) }
        var person = Person(user: user, client: client, isNew: isNewUser)
        if !isNewUser { try learn(sender, &person) }
        return person
    }

    /// The user that the business calls as `sender` says, or a new one.
    private func userOfNewClient(_ sender: Sender) throws -> (User, isNew: Bool) {
        if let name = sender.userExternalID, let known = try store.user(app: integration.appID, externalID: name) { return (known, false) }
        var profile = Profile()
        profile.givenName = sender.displayName.map { String($0.prefix(128)) }
        profile.email = sender.email.map { String($0.prefix(128)) }
        profile.locale = sender.locale.map { String($0.prefix(64)) }
        let user = User(
            id: ids.next(at: now), appID: integration.appID, externalID: sender.userExternalID, profile: profile.encoded(),
            createdAt: now, signedUpAt: sender.userExternalID == nil ? nil : now)
        return (user, true)
    }

    /// The person that any address of `sender` names, brought up to date; nil if nobody knows it.
    func knownPerson(_ sender: Sender, at time: Instant) throws -> Person? {
        guard let (client, note) = try knownClient(sender) else { return nil }
        guard let user = try store.user(app: integration.appID, client.userID) else {
            throw Unusable(reason: "the client's user does not exist")
        }
        var person = Person(user: user, client: client, note: note)
        if let name = sender.displayName ?? sender.username, name != client.displayName {
            person.client.displayName = name
            person.isChanged = true
        }
        if let phone = sender.phone, phone != client.phone {
            person.client.phone = phone
            person.isChanged = true
        }
        try learn(sender, &person)
        let isSeen = time - client.lastSeen >= Self.lastSeenStep
        if isSeen { person.client.lastSeen = time }
        if isSeen || person.isChanged { try store.update(person.client) }
        return person
    }

    /// Takes over what the person told of itself. What an agent or the business has written is not replaced.
    func learn(_ sender: Sender, _ person: inout Person) throws {
        guard sender.email != nil || sender.locale != nil || sender.userExternalID != nil else { return }
        var profile = Profile(stored: person.user.profile)
        if profile.email == nil { profile.email = sender.email.map { String($0.prefix(128)) } }
        if profile.locale == nil { profile.locale = sender.locale.map { String($0.prefix(64)) } }
        if profile.givenName == nil, sender.email != nil { profile.givenName = sender.displayName.map { String($0.prefix(128)) } }
        var user = person.user
        if profile != Profile(stored: user.profile) { user.profile = profile.encoded() }
        if let name = sender.userExternalID, user.externalID == nil, try store.user(app: integration.appID, externalID: name) == nil {
            user.externalID = name
            user.signedUpAt = user.signedUpAt ?? now
        }
        guard user != person.user else { return }
        try store.update(user)
        person.user = user
        try emit(
            .userUpdate(user, reason: sender.userExternalID == nil ? nil : .authentication, source: nil), conversation: nil)
    }

    /// The client that the first known address names. Addresses that nobody has become its aliases; addresses of another client stay
    /// there, because joining two people is more than one event should decide.
    private func knownClient(_ sender: Sender) throws -> (Client, note: String?)? {
        var found: Client?
        var unknown: [String] = []
        var note: String?
        for address in sender.addresses where !address.isEmpty {
            guard let client = try store.client(integration: integration.id, address: address) else {
                unknown.append(address)
                continue
            }
            if let found, found.id != client.id { note = conflict(found, client) }
            found = found ?? client
        }
        var proof = AddressProof.provider
        if found == nil {
            found = try clientOfVariant(sender)
            proof = .variant
        }
        guard let found else { return nil }
        for address in unknown { _ = try store.addAddress(address, proof: proof, to: found) }
        return (found, note)
    }

    private func clientOfVariant(_ sender: Sender) throws -> Client? {
        for address in sender.addresses {
            for variant in NumberVariants.of(address, phone: sender.phone) {
                guard let client = try store.client(integration: integration.id, address: variant) else { continue }
                log.info("An address was joined to a client as another spelling of its number", ["client": "\(client.id)"])
                return client
            }
        }
        return nil
    }

    private func conflict(_ kept: Client, _ other: Client) -> String {
        log.warning("Addresses of one event belong to two clients", ["client": "\(kept.id)", "other": "\(other.id)"])
        return "the sender's addresses belong to two clients, \(kept.id) and \(other.id)"
    }

    /// Tells of changes that `knownPerson` found.
    func emitChanges(_ person: Person, _ conversation: Conversation?) throws {
        guard person.isChanged else { return }
        let news = ClientNews(conversation: conversation, user: person.user, client: person.client, integrationType: integration.type)
        try emit(.clientUpdate(news, reason: nil), conversation: conversation?.id)
    }
}
