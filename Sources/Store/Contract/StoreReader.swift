package import Core

/// Reads. Every list is bounded by its `limit` and sorted as stated; identifiers sort by time.
package protocol StoreReader {
    // MARK: Journal
    func journalEntry(_ id: ID) throws -> JournalEntry?
    /// Newest first, older than `before`. A filter by external id walks through all outcomes that are kept: a question for a person,
    /// not for the message path.
    func journal(app: ID, filter: JournalFilter, before: ID?, limit: Int) throws -> [JournalEntry]
    /// In order of position.
    func outcomes(of entry: ID) throws -> [EventOutcome]
    func external(_ integration: ID, _ externalID: String) throws -> ExternalReference?
    /// In order of arrival.
    func parkedStatuses(_ integration: ID, messageExternalID: String) throws -> [ParkedStatus]

    // MARK: People
    func user(app: ID, _ id: ID) throws -> User?
    func user(app: ID, externalID: String) throws -> User?
    /// By id: users whose profile has this e-mail address, in whatever case (A to Z only).
    func users(app: ID, email: String, limit: Int) throws -> [User]
    func client(_ id: ID) throws -> Client?
    /// The client that any of its addresses names.
    func client(integration: ID, address: String) throws -> Client?
    /// Oldest first.
    func clients(user: ID) throws -> [Client]
    /// Clients whose window has a notice due at `time` or before, the longest due first.
    func clients(noticeDueBy time: Instant, limit: Int) throws -> [Client]
    /// When the next notice of any window is due; nil when none is.
    func nextWindowNotice() throws -> Instant?
    /// All addresses of the client, its `externalID` among them, sorted by their bytes.
    func addresses(client: ID) throws -> [String]

    // MARK: Conversations
    func conversation(app: ID, _ id: ID) throws -> Conversation?
    /// The client's newest conversation that is no invitation.
    func latestConversation(client: ID) throws -> Conversation?
    /// Those of the user, and groups that it takes part in; no invitations. By id, rising, after `after` (or falling, before `before`).
    /// Neither: rising from the oldest.
    func conversations(user: ID, page: PageRequest) throws -> [Conversation]
    /// Conversations of all apps and kinds, by id, rising, after `after`: for sweeps.
    func conversations(after: ID, limit: Int) throws -> [Conversation]
    /// Members of a group, by id.
    func members(conversation: ID) throws -> [Membership]
    func message(app: ID, _ id: ID) throws -> MessageRecord?
    /// By id, always rising within the page. `before` nil and `after` nil: the newest.
    func messages(conversation: ID, page: PageRequest) throws -> [MessageRecord]

    /// What is being deleted, oldest first.
    func removals(limit: Int) throws -> [Removal]

    // MARK: Delivery
    func delivery(message: ID) throws -> Delivery?
    /// By step.
    func parts(message: ID) throws -> [Part]
    /// By id.
    func attempts(message: ID) throws -> [Attempt]
    func attempt(_ message: ID, _ id: ID) throws -> Attempt?
    /// By sequence.
    func ledger(message: ID) throws -> [LedgerEntry]

    // MARK: Media
    func media(_ id: ID) throws -> MediaRecord?
    /// By id.
    func media(conversation: ID, message: ID) throws -> [MediaRecord]
    /// What can be cleaned away: dropped records, then those of a smaller id than `id`; each by id.
    func outdatedMedia(before id: ID, limit: Int) throws -> [MediaRecord]
    /// Whether another record has the same bytes.
    func sharesBytes(_ media: MediaRecord) throws -> Bool
    /// What the provider has of these bytes.
    func upload(integration: ID, sha256: [UInt8]) throws -> MediaUpload?

    // MARK: Queues
    /// Groups that have jobs.
    func jobGroups() throws -> [JobGroup]
    /// Jobs of one group, by lane and id, of lanes after `afterLane`: at most `perLane` of each lane and `limit` in all.
    func jobs(group: JobGroup, afterLane: ID?, perLane: Int, limit: Int) throws -> [Job]
    /// Jobs of one lane, by id, after `after`.
    func jobs(group: JobGroup, lane: ID, after: ID?, limit: Int) throws -> [Job]
    func job(_ key: JobKey) throws -> Job?
    /// Number of jobs per group, counted up to `JobGroup.countLimit` for each, so that it costs the same on any backlog.
    func jobCounts() throws -> [JobGroup: Int]
    /// Number of jobs of one group, counted up to `limit`.
    func jobCount(_ group: JobGroup, limit: Int) throws -> Int
    /// Newest first.
    func deadLetters(app: ID, queue: Queue?, before: ID?, limit: Int) throws -> [DeadLetter]
    func deadLetter(app: ID, _ id: ID) throws -> DeadLetter?
    func event(app: ID, _ id: ID) throws -> OutboxEvent?
    /// By id, rising, after `after`.
    func events(app: ID, after: ID?, limit: Int) throws -> [OutboxEvent]
    func oldestEvent(app: ID) throws -> ID?

    // MARK: Calls and settings
    func idempotency(app: ID, key: String) throws -> IdempotencyRecord?
    func leases() throws -> [ShardLease]
    /// The poll position of an integration.
    func cursor(integration: ID) throws -> String?

    // MARK: Documents and counters
    func document(app: ID, kind: DocumentKind, name: String) throws -> Document?
    /// Those whose name begins with `prefix` and comes after `after`, by the bytes of their names, rising.
    func documents(app: ID, kind: DocumentKind, prefix: String, after: String?, limit: Int) throws -> [Document]
    /// Likewise the counters.
    func counters(app: ID, prefix: String, after: String?, limit: Int) throws -> [Counter]
}

/// One bulkhead: a queue and a group.
package struct JobGroup: Hashable, Sendable {
    package var queue: Queue
    package var group: ID

    /// `jobCounts` says this number for a group that has more.
    package static let countLimit = 10_000

    /// Makes a group.
    package init(queue: Queue, group: ID) {
        self.queue = queue
        self.group = group
    }
}

/// Which journal entries are wanted; nil means any.
package struct JournalFilter: Hashable, Sendable {
    package var integrationID: ID?
    /// Only the entries that hold an event of this external id.
    package var externalID: String?
    package var verdict: JournalEntry.Verdict?

    /// Makes a filter.
    package init(integrationID: ID? = nil, externalID: String? = nil, verdict: JournalEntry.Verdict? = nil) {
        self.integrationID = integrationID
        self.externalID = externalID
        self.verdict = verdict
    }
}

/// Which page of a list is wanted. Never both `after` and `before`.
package struct PageRequest: Hashable, Sendable {
    package var after: ID?
    package var before: ID?
    package var limit: Int

    /// Makes a request.
    package init(after: ID? = nil, before: ID? = nil, limit: Int) {
        self.after = after
        self.before = before
        self.limit = limit
    }
}
