import Core
import Store

/// Records for the cases, all told apart by small numbers.
enum Sample {
    static let app = id(1)
    static let otherApp = id(2)
    static let integration = id(11)
    static let otherIntegration = id(12)
    static let now = Instant(milliseconds: 1_750_000_000_000)

    /// An identifier that sorts by `number`, made `number` milliseconds after 1970.
    static func id(_ number: Int) -> ID { ID(high: UInt64(number) << 16, low: UInt32(number)) }

    static func json(_ text: String) -> JSONBytes { JSONBytes(Array(text.utf8)) }

    static func entry(
        _ number: Int, app: ID = app, integration: ID = integration, verdict: JournalEntry.Verdict = .accepted,
        payload: [UInt8] = [1, 2, 3]
    ) -> JournalEntry {
        JournalEntry(
            id: id(number), appID: app, integrationID: integration, receivedAt: now, source: .webhook, verdict: verdict, payload: payload,
            reason: verdict == .quarantined ? "not JSON" : nil)
    }

    static func outcome(_ entry: Int, _ index: Int, external: String = "e", result: EventOutcome.Result = .applied) -> EventOutcome {
        EventOutcome(entryID: id(entry), index: index, externalID: external, type: "message", result: result)
    }

    static func parked(_ number: Int, message: String = "m", failure: Failure? = nil) -> ParkedStatus {
        ParkedStatus(
            integrationID: integration, messageExternalID: message, id: id(number),
            update: StatusUpdate(messageExternalID: message, state: failure == nil ? .delivered : .failed, failure: failure), at: now,
            receivedAt: now)
    }

    static func user(_ number: Int, app: ID = app, external: String? = nil) -> User {
        User(id: id(number), appID: app, externalID: external, createdAt: now)
    }

    static func client(_ number: Int, user: Int = 100, external: String? = nil) -> Client {
        Client(
            id: id(number), appID: app, integrationID: integration, userID: id(user), externalID: external ?? "address-\(number)",
            linkedAt: now, lastSeen: now)
    }

    static func conversation(_ number: Int, user: Int = 100, client: Int = 200) -> Conversation {
        Conversation(
            id: id(number), appID: app, userID: id(user), integrationID: integration, clientID: id(client), isDefault: number == 1,
            createdAt: now, lastUpdatedAt: now)
    }

    static func message(_ number: Int, conversation: Int = 300, author: MessageRecord.Author = .user) -> MessageRecord {
        MessageRecord(
            id: id(number), appID: app, conversationID: id(conversation), author: author, receivedAt: now, storedAt: now,
            content: json(#"{"type":"text","text":"\#(number)"}"#), source: json(#"{"type":"whatsapp"}"#))
    }

    static func delivery(_ message: Int) -> Delivery {
        Delivery(
            messageID: id(message), appID: app, conversationID: id(300), integrationID: integration, state: .queued, queuedAt: now,
            deadline: now + .hours(24))
    }

    static func job(_ number: Int, lane: Int = 1, group: Int = 1, queue: Queue = .outbound, app: ID = app) -> Job {
        Job(key: JobKey(queue: queue, group: id(group), lane: id(lane), id: id(number)), appID: app, subject: id(number), runAt: now)
    }

    static func letter(_ number: Int, queue: Queue = .outbound, app: ID = app) -> DeadLetter {
        DeadLetter(
            key: job(number, queue: queue).key, appID: app, subject: id(number), attempts: 7, diedAt: now, reason: "gave up")
    }

    static func event(_ number: Int, app: ID = app) -> OutboxEvent {
        OutboxEvent(
            id: id(number), appID: app, conversationID: id(300), type: "conversation:message", createdAt: now,
            body: json(#"{"n":\#(number)}"#))
    }

    static func document(_ name: String, kind: DocumentKind = .webhook, app: ID = app) -> Document {
        Document(appID: app, kind: kind, name: name, body: json(#"{"v":1}"#), updatedAt: now)
    }

    static func call(_ key: String, at: Instant = now, app: ID = app) -> IdempotencyRecord {
        IdempotencyRecord(appID: app, key: key, fingerprint: [9, 8, 7], createdAt: at)
    }

    static func media(_ number: Int, message: Int? = 50, state: MediaRecord.State = .waiting, bytes: UInt8? = nil) -> MediaRecord {
        MediaRecord(
            id: id(number), appID: app, integrationID: integration, conversationID: message.map { _ in id(300) },
            messageID: message.map { id($0) }, origin: .inbound, state: state,
            reference: MediaReference(id: "m\(number)", url: "https://x.example/\(number)", sha256: "aa"), mediaType: "image/png", size: 7,
            filename: "ä.png", sha256: bytes.map { [UInt8](repeating: $0, count: 32) }, failure: failure)
    }

    static let failure = Failure(
        .providerRejected, provider: ProviderError(code: "131:0", message: "5:no\u{0} – “日本”", details: ""), detail: "-1:x")
}

/// Thrown by bodies of the cases.
struct Refusal: Error, Equatable {
    var number = 0
}
