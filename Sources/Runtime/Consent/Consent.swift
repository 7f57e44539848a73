package import Core
import JSONKit
package import Store
import Wire

/// What a customer allows, as it is kept in the facts of the client.
package struct Consent: Hashable, Sendable {
    /// A word of the customer, and when it was given.
    package struct Word: Hashable, Sendable {
        package var allowed: Bool
        /// By the provider's clock, where the customer said it on the channel.
        package var at: Instant
    }

    /// About messages of every kind; nil when nothing was said.
    package var all: Word?
    /// About marketing.
    package var marketing: Word?

    /// The word on a kind.
    package subscript(_ kind: ConsentKind) -> Word? {
        switch kind {
        case .all: all
        case .marketing: marketing
        }
    }

    /// What is kept of `client`.
    package init(of client: Client) {
        // Most clients have said nothing.
        if client.info == .emptyObject { return }
        let info = FlatObject(client.info)
        all = Self.word(.all, info)
        marketing = Self.word(.marketing, info)
    }

    /// The keys in the client's facts.
    static let keys = ConsentKind.allCases.flatMap { [$0.key, $0.key + "At"] }

    private static func word(_ kind: ConsentKind, _ info: FlatObject) -> Word? {
        guard case .bool(let allowed) = info[kind.key] else { return nil }
        guard case .string(let text) = info[kind.key + "At"], let at = Instant(wire: text) else { return Word(allowed: allowed, at: .zero) }
        return Word(allowed: allowed, at: at)
    }
}

extension ConsentKind {
    /// The key in the client's facts; with `At`, that of its time.
    fileprivate var key: String {
        switch self {
        case .all: "parleyConsentAll"
        case .marketing: "parleyConsentMarketing"
        }
    }
}

/// A new word of a customer: stored with the client, and told.
package struct ConsentChange: Hashable, Sendable {
    package var kind: ConsentKind
    package var allowed: Bool
    /// Why, in words that people read; the provider's own if it has some.
    package var detail: String?
    /// When it was said.
    package var at: Instant

    /// Makes a change.
    package init(_ kind: ConsentKind, allowed: Bool, detail: String? = nil, at: Instant) {
        self.kind = kind
        self.allowed = allowed
        self.detail = detail
        self.at = at
    }

    /// Keeps the word unless a later one is kept. A word that is only repeated is not told again. Returns the client as it is then.
    @discardableResult
    package func store(
        _ client: Client, _ conversation: Conversation?, _ emitter: EventEmitter, in store: any StoreTransaction, now: Instant
    ) throws -> Client {
        let known = Consent(of: client)[kind]
        if let known, known.at > at { return client }
        var client = client
        var info = FlatObject(client.info)
        info[kind.key] = .bool(allowed)
        info[kind.key + "At"] = .string(at.wire)
        client.info = info.encoded()
        try store.update(client)
        guard known?.allowed != allowed, let user = try store.user(app: client.appID, client.userID) else { return client }
        try emitter.emit(
            .parley(.consent(conversation, user, kind: kind, allowed: allowed, detail: detail)), app: client.appID,
            conversation: conversation?.id, store, now: now)
        return client
    }
}
