import Core
import Store
import Wire

extension EventApplication {
    /// A customer whom nobody knew has signed in: the business itself says, signed, who it is. What was written before goes along.
    ///
    /// - Parameters:
    ///   - name: the business's own name of the person.
    ///   - address: where the person is reached from now on.
    ///   - previous: the address of the time before; of no use any more.
    func applySignIn(
        _ event: InboundEvent, _ sender: Sender, as name: String, at address: String, previous: String
    ) throws -> Effect {
        // Who has signed in once takes nothing along a second time, whoever it is.
        guard let before = try store.client(integration: integration.id, address: previous), before.externalID == previous,
            let nobody = try store.user(app: integration.appID, before.userID)
        else { return try applyProfile(event) }
        if let other = nobody.externalID, other != name {
            log.warning("A visitor signed in under another name than the business had given it", ["client": "\(before.id)"])
            return try applyProfile(event)
        }
        let home = try store.client(integration: integration.id, address: address)
        let known = try store.user(app: integration.appID, externalID: name)
        let user = try joined(nobody, known ?? home.flatMap { try store.user(app: integration.appID, $0.userID) }, before, home)
        var client = home ?? before
        client.userID = user.id
        if home == nil { client = try moved(client, to: address, sender) }
        var person = Person(user: user, client: client, isChanged: true)
        try learn(sender, &person)
        try emitChanges(person, store.latestConversation(client: client.id))
        return .applied(client.id)
    }

    /// One user of the two. Conversations of the nameless client go on in the one that is there already.
    private func joined(_ nobody: User, _ known: User?, _ before: Client, _ home: Client?) throws -> User {
        if let home { try reroute(nobody, from: before, to: home) }
        guard let known, known.id != nobody.id else { return nobody }
        do {
            return try emitter.merging.merge(nobody, into: known, reason: .sdkLogin, rerouted: home == nil ? nil : before.id, in: store)
        } catch is UserMerging.Refusal {
            throw Unusable(reason: "more hangs on the visitor than one merge can move")
        }
    }

    private func reroute(_ user: User, from before: Client, to home: Client) throws {
        for var conversation in try store.conversations(user: user.id, page: PageRequest(limit: UserMerging.limit))
        where conversation.clientID == before.id {
            conversation.clientID = home.id
            try store.update(conversation)
        }
    }

    private func moved(_ client: Client, to address: String, _ sender: Sender) throws -> Client {
        var client = client
        client.externalID = address
        client.displayName = sender.displayName ?? client.displayName
        try store.update(client)
        log.info("A visitor has signed in", ["client": "\(client.id)"])
        return client
    }
}
