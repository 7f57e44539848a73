import Core
import JSONKit
import MockKit

/// Everything that the mock knows.
struct MockState {
    var bots: [String: Bot]
    var settings = Settings()
}

/// What can be set.
struct Settings {
    /// Whether sends faster than Telegram's limits are refused with 429.
    var keepsRates = true
    /// Whether anybody can be written to who has a positive id, as if all had pressed Start.
    var knowsEverybody = false
}

/// One bot and its world.
struct Bot {
    let token: String
    var username = "parley_mock_bot"
    var chats: [Int64: Chat] = [:]
    var files: [String: File] = [:]
    /// Callback queries that wait for an answer.
    var callbacks: [String: Instant] = [:]
    var answeredCallbacks: [String] = []
    var queue = UpdateQueue()
    var webhook: Webhook?
    var poll: OpenPoll?
    var pace = Pace()
    private var counter: Int64 = 0

    init(token: String) { self.token = token }

    /// The number before the colon.
    var id: Int64 { Int64(token.prefix { $0 != ":" }) ?? 0 }

    /// A number that was never used.
    mutating func number() -> Int64 {
        counter += 1
        return counter
    }

    var json: JSONValue {
        .record([
            "id": .int(id), "is_bot": .bool(true), "first_name": .string("Parley mock"), "username": .string(username),
        ])
    }
}

/// Where a bot talks with somebody.
struct Chat {
    var id: Int64
    var type: String
    var title: String?
    var firstName: String?
    var lastName: String?
    var username: String?
    /// Whether the bot may write here: the person has pressed Start, or the bot is a member.
    var isOpen = false
    /// Blocked by the person, or removed from the group.
    var isBlocked = false
    var migratedTo: Int64?
    var messages: Set<Int64> = []
    private var lastMessage: Int64 = 0

    init(id: Int64, type: String) {
        self.id = id
        self.type = type
    }

    mutating func nextMessage() -> Int64 {
        lastMessage += 1
        messages.insert(lastMessage)
        return lastMessage
    }

    var isPrivate: Bool { type == "private" }

    var json: JSONValue {
        .record([
            "id": .int(id), "type": .string(type), "title": title.map { .string($0) }, "first_name": firstName.map { .string($0) },
            "last_name": lastName.map { .string($0) }, "username": username.map { .string($0) },
        ])
    }
}

/// A file that the bot knows by an id.
struct File {
    var id: String
    var path: String
    var type: String
    var bytes: [UInt8]

    /// Larger ones cannot be fetched by a bot.
    static let fetchLimit = 20 << 20
}

/// Telegram's limits (bots FAQ): about 30 messages a second, about one a second in a chat, 20 a minute in a group.
struct Pace {
    private var all = Bucket()
    private var chats: [Int64: Bucket] = [:]

    /// Takes a place; seconds to wait when there is none.
    mutating func take(_ chat: Int64, now: Instant) -> Int? {
        let (interval, burst): (Duration, Int) = chat < 0 ? (.seconds(3), 20) : (.seconds(1), 5)
        if let wait = all.wait(every: .milliseconds(33), burst: 30, now: now) { return wait }
        if let wait = chats[chat, default: Bucket()].wait(every: interval, burst: burst, now: now) { return wait }
        all.take(every: .milliseconds(33), now: now)
        chats[chat, default: Bucket()].take(every: interval, now: now)
        return nil
    }

    private struct Bucket {
        var due = Instant.zero

        func wait(every interval: Duration, burst: Int, now: Instant) -> Int? {
            let earliest = due - interval * (burst - 1)
            return earliest > now ? max(1, Int(((earliest - now).milliseconds + 999) / 1000)) : nil
        }

        mutating func take(every interval: Duration, now: Instant) { due = max(due, now) + interval }
    }
}
