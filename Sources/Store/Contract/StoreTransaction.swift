package import Core

/// Writes, and reads that see them.
///
/// An `insert` of a key that exists and an `update` of a row that does not throw `StoreProblem.failed`; neither changes anything.
/// Identity, app and time of creation never change.
package protocol StoreTransaction: StoreReader {
    // MARK: Journal
    func insert(_ entry: JournalEntry) throws
    /// Changes the payload of a stored entry: for what must be masked after the fact. Nothing happens if the entry is gone.
    func rewrite(payload: [UInt8], of entry: ID) throws
    /// Sets what became of an event; replaces an earlier word on the same position.
    func record(_ outcome: EventOutcome) throws
    /// Takes (integration, external id) for `reference`. False, and no change, when it is taken already: the event has happened.
    func claim(_ integration: ID, _ externalID: String, for reference: ExternalReference) throws -> Bool
    /// Makes of a message's external id an `event` of the identifier `tombstone`: a repetition of what was deleted has no effect, until
    /// retention ends the claim. Nothing happens if the id is not known.
    func retire(_ integration: ID, _ externalID: String, as tombstone: ID) throws
    func park(_ status: ParkedStatus) throws
    /// Takes out what was parked for the message, in order of arrival.
    func unpark(_ integration: ID, messageExternalID: String) throws -> [ParkedStatus]

    // MARK: People
    func insert(_ user: User) throws
    func update(_ user: User) throws
    /// The client's `externalID` becomes one of its addresses. Throws `failed` when another client has that address.
    func insert(_ client: Client) throws
    /// Likewise; earlier addresses stay.
    func update(_ client: Client) throws
    /// Replaces the window of a client. Nothing happens if the client is gone.
    func setWindow(_ window: ClientWindow, client: ID) throws
    /// Adds an address of the client. False, and no change, when another client has it; true, and no change, when this one has it.
    func addAddress(_ address: String, proof: AddressProof, to client: Client) throws -> Bool

    /// Removes the user, and nothing that hangs on it. False when there is none.
    func remove(user: ID, app: ID) throws -> Bool
    /// Removes the client with its addresses. False when there is none.
    func remove(client: ID) throws -> Bool

    // MARK: Conversations
    func insert(_ conversation: Conversation) throws
    func update(_ conversation: Conversation) throws
    func insert(_ message: MessageRecord) throws
    /// Changes content, metadata, versions and quoted of a stored message.
    func update(_ message: MessageRecord) throws
    /// Gives all conversations whose replies go to `client` to another user. Returns how many changed.
    func moveConversations(client: ID, to user: ID) throws -> Int
    /// Removes the conversation with its members; its messages stay. False when there is none.
    func remove(conversation: ID, app: ID) throws -> Bool
    /// Removes the message with its delivery, parts, attempts and ledger. False when there is none.
    func remove(message: ID, app: ID) throws -> Bool
    /// Throws `failed` when the user is a member already.
    func insert(_ membership: Membership) throws
    func update(_ membership: Membership) throws
    func remove(member user: ID, conversation: ID) throws -> Bool
    func insert(_ removal: Removal) throws
    /// False when it is done already.
    func remove(removal: ID) throws -> Bool

    // MARK: Delivery
    func insert(_ delivery: Delivery) throws
    func update(_ delivery: Delivery) throws
    /// Inserts or replaces the part of this message and step.
    func put(_ part: Part) throws
    func insert(_ attempt: Attempt) throws
    /// Sets end, outcome, status and failure.
    func update(_ attempt: Attempt) throws
    func append(_ entry: LedgerEntry) throws

    // MARK: Media
    func insert(_ media: MediaRecord) throws
    /// Changes all but identity, app, integration and origin.
    func update(_ media: MediaRecord) throws
    /// Marks the files of a conversation, or of one message in it, as `dropped`: for when these are deleted.
    func dropMedia(conversation: ID, message: ID?) throws
    func remove(media id: ID) throws
    /// Inserts or replaces what the provider has of these bytes.
    func put(_ upload: MediaUpload) throws

    // MARK: Queues
    func enqueue(_ job: Job) throws
    /// Changes run time and attempt of a job. Nothing happens if it is gone.
    func reschedule(_ job: Job) throws
    /// Removes a job that is done. False, and no change, if it is gone.
    @discardableResult
    func complete(_ key: JobKey) throws -> Bool
    /// Moves a job to the dead letters, in place of an earlier letter of the same id. The letter is kept even if the job is gone.
    func bury(_ letter: DeadLetter) throws
    func remove(deadLetter id: ID, app: ID) throws
    func insert(_ event: OutboxEvent) throws
    /// Changes the body of a stored event: for what must be masked after the fact. Nothing happens if the event is gone. An event of the
    /// same transaction is handed to `Store.onEvents` as changed.
    func rewrite(body: JSONBytes, of event: ID, app: ID) throws

    // MARK: Leases
    /// Takes every shard that is free, expired at `now` or already ours, all until `until`, and returns ours by shard. `force` takes all: only when no other worker can be alive.
    func acquireLeases(owner: ID, now: Instant, until: Instant, force: Bool) throws -> [ShardLease]
    /// Prolongs the leases that are still ours, even expired ones that nobody took, and returns them by shard.
    func renewLeases(owner: ID, until: Instant) throws -> [ShardLease]
    /// Gives up all leases of the owner.
    func releaseLeases(owner: ID) throws
    /// - Throws: `StoreProblem.fenced` unless the lease is still held with the same token.
    func verify(_ lease: ShardLease) throws

    // MARK: Calls and settings
    /// Begins a call. Nil when it is new, else the record of the first one.
    func begin(_ record: IdempotencyRecord) throws -> IdempotencyRecord?
    /// Keeps the answer of a call that was begun.
    func finish(_ record: IdempotencyRecord) throws
    /// Nil forgets it.
    func setCursor(_ cursor: String?, integration: ID) throws

    // MARK: Documents and counters
    /// Inserts the document or replaces the one of the same app, kind and name.
    /// - Throws: `failed` when it is over the bounds that `Document` states.
    func put(_ document: Document) throws
    /// False when there is none.
    @discardableResult
    func remove(app: ID, kind: DocumentKind, name: String) throws -> Bool
    /// Adds to a counter, which begins at zero, and returns the sum. What the transaction undoes is not counted.
    @discardableResult
    func count(app: ID, name: String, by step: Int64) throws -> Int64
    /// The same without the sum: cheaper where many transactions add to one counter.
    func add(app: ID, name: String, by step: Int64) throws

    // MARK: Retention
    /// Removes what was made before `time`, the oldest of each kind first: journal entries with their outcomes, events, external ids of
    /// kind `event`, parked statuses, idempotency records, uploads; at most `limit` in all, outcomes not counted. Returns how many went.
    ///
    /// The time is the one in the identifier; of an external id that in its `resourceID`; of an idempotency record `createdAt`, of an upload `uploadedAt`.
    func prune(before time: Instant, limit: Int) throws -> Int
}
