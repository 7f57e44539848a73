package import Core

/// One request of a provider, as it was accepted: the first thing that is written, and the last word on what came in.
package struct JournalEntry: Hashable, Sendable {
    /// How a request came.
    package enum Source: String, Hashable, Sendable { case webhook, poll, relay }
    /// Whether it could be read.
    package enum Verdict: String, Hashable, Sendable { case accepted, quarantined }

    package var id: ID
    package var appID: ID
    package var integrationID: ID
    package var receivedAt: Instant
    package var source: Source
    package var verdict: Verdict
    /// The request, masked, in `RequestCapsule` form: enough to read it again.
    package var payload: [UInt8]
    /// For quarantined entries: what was expected and not found.
    package var reason: String?

    /// Makes an entry.
    package init(
        id: ID, appID: ID, integrationID: ID, receivedAt: Instant, source: Source, verdict: Verdict, payload: [UInt8], reason: String? = nil
    ) {
        self.id = id
        self.appID = appID
        self.integrationID = integrationID
        self.receivedAt = receivedAt
        self.source = source
        self.verdict = verdict
        self.payload = payload
        self.reason = reason
    }
}

/// What became of one event of a journal entry.
package struct EventOutcome: Hashable, Sendable {
    /// The result.
    package enum Result: String, Hashable, Sendable { case applied, duplicate, ignored, parked, failed }

    package var entryID: ID
    /// Position in the entry, from 0.
    package var index: Int
    package var externalID: String
    /// The kind of event, such as `message` or `status`.
    package var type: String
    package var result: Result
    /// The message, conversation or client that it made or changed.
    package var resourceID: ID?
    /// Why it was ignored, parked or failed.
    package var reason: String?

    /// Makes an outcome.
    package init(entryID: ID, index: Int, externalID: String, type: String, result: Result, resourceID: ID? = nil, reason: String? = nil) {
        self.entryID = entryID
        self.index = index
        self.externalID = externalID
        self.type = type
        self.result = result
        self.resourceID = resourceID
        self.reason = reason
    }
}

/// What a provider's id stands for. One row per (integration, external id) and never two: this is what makes an event happen once.
package struct ExternalReference: Hashable, Sendable {
    /// What it names.
    package enum Kind: String, Hashable, Sendable {
        /// A message that came in, or an echo.
        case inbound
        /// A part of a message that went out.
        case outbound
        /// An event that leaves no resource: a status, a reaction.
        case event
    }

    package var kind: Kind
    /// The message. For an `event`, the journal entry that told of it: retention goes by the time in it. With the zero id it is kept for ever.
    package var resourceID: ID
    /// The part of an outbound message.
    package var part: Int

    /// Makes a reference.
    package init(kind: Kind, resourceID: ID, part: Int = 0) {
        self.kind = kind
        self.resourceID = resourceID
        self.part = part
    }
}

/// A status for a message id that is not known yet.
package struct ParkedStatus: Hashable, Sendable {
    package var integrationID: ID
    package var messageExternalID: String
    /// Order of arrival.
    package var id: ID
    package var update: StatusUpdate
    /// When it happened, by the provider's clock.
    package var at: Instant
    package var receivedAt: Instant

    /// Makes a parked status.
    package init(integrationID: ID, messageExternalID: String, id: ID, update: StatusUpdate, at: Instant, receivedAt: Instant) {
        self.integrationID = integrationID
        self.messageExternalID = messageExternalID
        self.id = id
        self.update = update
        self.at = at
        self.receivedAt = receivedAt
    }
}
