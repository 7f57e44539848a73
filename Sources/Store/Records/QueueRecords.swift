package import Core

/// The queues of the worker.
package enum Queue: String, Hashable, Sendable, CaseIterable {
    /// Journal entries to apply; group and lane are the integration.
    case inbound
    /// Messages to send; group is the integration, lane the conversation.
    case outbound
    /// Events to deliver to the help desk; group is the webhook, lane the conversation.
    case webhooks
    /// Files of customers to fetch from their provider; group is the integration, lane and subject the file's record.
    case media
    /// Replies that may wait unread for a customer who is not there; group is the integration, lane the conversation.
    case absence
}

/// Where a job stands. Jobs of one lane run one after another in the order of their ids; lanes of one group share limits and faults;
/// groups never hold each other up.
package struct JobKey: Hashable, Sendable {
    package var queue: Queue
    package var group: ID
    package var lane: ID
    package var id: ID

    /// Makes a key.
    package init(queue: Queue, group: ID, lane: ID, id: ID) {
        self.queue = queue
        self.group = group
        self.lane = lane
        self.id = id
    }

    /// The shard that the lane belongs to: leases are held on shards. Lanes spread evenly by their identifier's counter.
    package var shard: Int { Int((lane.low ^ UInt32(truncatingIfNeeded: lane.high)) % UInt32(ShardLease.shardCount)) }
}

/// Work that must happen even if the worker dies.
package struct Job: Hashable, Sendable {
    package var key: JobKey
    package var appID: ID
    /// What it works on: a journal entry, a message, an event.
    package var subject: ID
    /// Not before this time.
    package var runAt: Instant
    /// How often it was tried.
    package var attempt: Int

    /// Makes a job.
    package init(key: JobKey, appID: ID, subject: ID, runAt: Instant, attempt: Int = 0) {
        self.key = key
        self.appID = appID
        self.subject = subject
        self.runAt = runAt
        self.attempt = attempt
    }
}

/// The right to work on the jobs of one shard. A worker whose lease was taken over holds an old token: its writes are refused.
package struct ShardLease: Hashable, Sendable {
    /// Lanes are spread over this many shards. Fixed for the life of a database.
    package static let shardCount = 64

    package var shard: Int
    /// The worker, by a number drawn at its start.
    package var owner: ID
    /// Rises by one at every change of owner: the fencing token.
    package var token: Int64
    package var expiresAt: Instant

    /// Makes a lease.
    package init(shard: Int, owner: ID, token: Int64, expiresAt: Instant) {
        self.shard = shard
        self.owner = owner
        self.token = token
        self.expiresAt = expiresAt
    }
}

/// Something that could not be done, kept with its reason until a person decides.
package struct DeadLetter: Hashable, Sendable {
    /// The job's id.
    package var id: ID
    package var key: JobKey
    package var appID: ID
    package var subject: ID
    package var attempts: Int
    package var diedAt: Instant
    /// In plain words; no secrets, no message text.
    package var reason: String

    /// Makes a dead letter.
    package init(key: JobKey, appID: ID, subject: ID, attempts: Int, diedAt: Instant, reason: String) {
        id = key.id
        self.key = key
        self.appID = appID
        self.subject = subject
        self.attempts = attempts
        self.diedAt = diedAt
        self.reason = reason
    }
}

/// An event for the help desk, written in the same transaction as the change it tells of.
package struct OutboxEvent: Hashable, Sendable {
    package var id: ID
    package var appID: ID
    package var conversationID: ID?
    /// The trigger, such as `conversation:message`.
    package var type: String
    package var createdAt: Instant
    /// The event object as in a webhook's `events[]`: a snapshot.
    package var body: JSONBytes

    /// Makes an event.
    package init(id: ID, appID: ID, conversationID: ID?, type: String, createdAt: Instant, body: JSONBytes) {
        self.id = id
        self.appID = appID
        self.conversationID = conversationID
        self.type = type
        self.createdAt = createdAt
        self.body = body
    }
}

/// A call of the API that must not happen twice.
package struct IdempotencyRecord: Hashable, Sendable {
    package var appID: ID
    package var key: String
    /// SHA-256 over method, path and body of the call.
    package var fingerprint: [UInt8]
    package var createdAt: Instant
    /// The answer that was given; nil while the first call runs.
    package var status: Int?
    package var body: [UInt8]?

    /// Makes a record.
    package init(appID: ID, key: String, fingerprint: [UInt8], createdAt: Instant, status: Int? = nil, body: [UInt8]? = nil) {
        self.appID = appID
        self.key = key
        self.fingerprint = fingerprint
        self.createdAt = createdAt
        self.status = status
        self.body = body
    }
}
