import Core
import Store
import Wire

/// Applies one inbound event in a transaction: the effect, the events that tell of it, and the claim that makes it happen once.
///
/// One file per kind of event holds what is done. Nothing here waits or looks at the clock.
struct EventApplication {
    let store: any StoreTransaction
    let integration: IntegrationEntry
    /// The journal entry that the event came in.
    let entry: ID
    let emitter: EventEmitter
    let ids: IDSource
    /// When it is applied.
    let now: Instant
    let log: Log
    /// Where files are kept; nil for a worker that keeps none.
    let media: MediaVault?
    /// What is known of cards that come in several messages; nil when the app masks nothing.
    let splitCards: SplitCardNotes?
    let settings: RuntimeSettings
    /// Whether a button that was pressed is stored as a message as well: the app's setting `echoPostback`.
    let echoesPostbacks: Bool

    /// The longest external id that is taken; the database indexes it.
    static let externalIDLimit = 512

    /// What became of an event.
    struct Effect: Hashable, Sendable {
        var result: EventOutcome.Result
        var resourceID: ID?
        var reason: String?

        static func applied(_ resource: ID?, note: String? = nil) -> Effect { Effect(result: .applied, resourceID: resource, reason: note) }
        static func ignored(_ reason: String) -> Effect { Effect(result: .ignored, reason: reason) }
    }

    /// An event that cannot have an effect, however often it is tried.
    struct Unusable: Error {
        var reason: String
    }

    /// Applies the event.
    /// - Throws: `Unusable`, or what the store throws; the transaction must then be given up.
    func apply(_ event: InboundEvent) throws -> Effect {
        if case .ignored(let kind, let reason) = event.body {
            if kind == "call" { try applyCall(event) }
            return .ignored(reason)
        }
        if case .elsewhere = event.body { return .ignored("another account") }
        guard !event.externalID.isEmpty, event.externalID.utf8.count <= Self.externalIDLimit else {
            throw Unusable(reason: "the event has no external id, or one of more than \(Self.externalIDLimit) bytes")
        }
        // A group has no user that could be answered: on purpose without effect.
        if event.sender?.group != nil { return .ignored("group") }
        switch event.body {
        case .message(let message): return try applyMessage(event, message)
        case .echo(let message): return try applyEcho(event, message)
        case .unknown(let kind, let detail): return try applyUnknown(event, kind: kind, detail: detail)
        case .reaction(let target, let emoji): return try applyReaction(event, target: target, emoji: emoji)
        case .edit(let target, let content): return try applyEdit(event, target: target, content: content)
        case .ignored(_, let reason): return .ignored(reason)
        case .elsewhere: return .ignored("another account")
        case .unsend, .postback, .status, .read, .typing, .consent, .identityChange, .profile, .ended, .rating, .referral, .template,
            .account:
            return try applyOnce(event)
        }
    }

    /// Kinds that leave no message of their own.
    private func applyOnce(_ event: InboundEvent) throws -> Effect {
        guard try claim(event) else { return try duplicate(event) }
        switch event.body {
        case .unsend(let target): return try applyUnsend(event, target: target)
        case .postback(let payload, let title): return try applyPostback(event, payload: payload, title: title)
        case .status(let update): return try applyStatus(event, update)
        case .read(let time): return try applyRead(event, upTo: time)
        case .typing(let isTyping): return try applyTyping(event, isTyping)
        case .consent(let kind, let allowed, let detail): return try applyConsent(event, kind, allowed: allowed, detail: detail)
        case .identityChange(let previous, _): return try applyIdentityChange(event, previous: previous)
        case .profile: return try applyProfile(event)
        case .ended: return try applyEnded(event)
        case .rating(let score, let comment): return try applyRating(event, score: score, comment: comment)
        case .referral(let referral): return try applyReferral(event, referral)
        case .template(let notice): return try applyTemplate(notice)
        case .account(let notice): return try applyAccount(notice, at: min(event.at, now))
        case .message, .echo, .unknown, .reaction, .edit, .ignored, .elsewhere: return .ignored("not of this group")
        }
    }

    // MARK: Once

    /// Takes the event's external id. False when the event has happened before.
    func claim(_ event: InboundEvent, _ kind: ExternalReference.Kind, _ resource: ID) throws -> Bool {
        try store.claim(integration.id, event.externalID, for: ExternalReference(kind: kind, resourceID: resource))
    }

    /// The same for an event that leaves no message: what the claim names is its entry, whose age ends the claim.
    func claim(_ event: InboundEvent) throws -> Bool { try claim(event, .event, entry) }

    /// The word on an event that has happened before.
    func duplicate(_ event: InboundEvent) throws -> Effect {
        let known = try store.external(integration.id, event.externalID)
        return Effect(result: .duplicate, resourceID: known?.kind == .event ? nil : known?.resourceID)
    }

    // MARK: Shared

    /// What waits for customers who are away.
    var absence: AbsenceWatch { AbsenceWatch(store: store, integration: integration, now: now) }

    /// Writes an event for the help desk.
    func emit(_ payload: EventPayload, conversation: ID?, id: ID? = nil) throws {
        try emitter.emit(payload, id: id, app: integration.appID, conversation: conversation, store, now: now)
    }

    /// Where an event came from.
    func source(_ event: InboundEvent) -> MessageSource {
        MessageSource(
            type: integration.type, integrationID: integration.id, originalMessageID: event.externalID, originalMessageAt: event.at)
    }

    /// The message that a provider's id stands for.
    func message(named externalID: String) throws -> MessageRecord? {
        guard let reference = try store.external(integration.id, externalID), reference.kind != .event else { return nil }
        return try store.message(app: integration.appID, reference.resourceID)
    }
}

extension InboundEvent.Body {
    /// The kind, as the journal and the metrics name it.
    var word: String {
        switch self {
        case .message: "message"
        case .echo: "echo"
        case .edit: "edit"
        case .unsend: "unsend"
        case .reaction: "reaction"
        case .postback: "postback"
        case .status: "status"
        case .read: "read"
        case .typing: "typing"
        case .consent: "consent"
        case .identityChange: "identityChange"
        case .profile: "profile"
        case .ended: "ended"
        case .rating: "rating"
        case .referral: "referral"
        case .template: "template"
        case .account: "account"
        case .ignored: "ignored"
        case .elsewhere: "elsewhere"
        case .unknown: "unknown"
        }
    }
}
