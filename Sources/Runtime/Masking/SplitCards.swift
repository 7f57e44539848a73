import Core
import Redaction

/// A message that may hold a part of a card, and where its words were written.
struct SeenMessage: Hashable, Sendable {
    var id: ID
    /// The journal entry that it came in; nil for a message that was posted.
    var entry: ID?
    /// The event that told of it.
    var event: ID
    /// The `Idempotency-Key` under which the answer that shows it is kept.
    var call: String?
    /// Where its words were written again: by an edit, or by a message that quotes it.
    var traces: [Trace] = []

    struct Trace: Hashable, Sendable {
        var entry: ID
        /// The event of an edit.
        var event: ID?
    }

    /// At most so many traces are kept.
    static let mostTraces = 16

    mutating func add(_ trace: Trace) {
        if traces.count < Self.mostTraces { traces.append(trace) }
    }
}

/// What senders have lately written in digits, so that a card spread over several messages is recognised: customers by integration and
/// address, the business by conversation.
///
/// Lives in the memory of the process that reads or takes the messages, and nowhere else: digits of a card that is not recognised yet
/// must not be written, and a form from which the number could be checked is one from which it could be found by trying. So after a
/// restart, or when the lane moves to another worker, a card that was begun before is not seen. Bounded: see `capacity`; what is older
/// than `SplitCardMemory.longestPause` is not used and soon forgotten.
///
/// For customers a transaction works on copies of a few memories (`SplitCardNotes`), which are taken over once it is on disk: the lane
/// lets nobody else see them meanwhile. For posts, which come at once, see `observe`.
final class SplitCards: Sendable {
    typealias Memory = SplitCardMemory<SeenMessage>

    /// Senders that are remembered at most; past it the half that was silent for longest is forgotten.
    static let capacity = 20_000

    private struct Key: Hashable {
        var scope: ID
        var sender: String
    }

    private struct Remembered {
        var memory: Memory
        var at: Instant
        /// The last post, as long as it may not come to disk.
        var open: OpenPost?
    }

    private struct OpenPost {
        var message: ID
        var before: Memory
        var cards: Int
    }

    private let memories = Lock<[Key: Remembered]>([:])

    /// Makes an empty one.
    init() {}

    /// How many senders are remembered.
    var count: Int { memories.withLock { $0.count } }

    /// A copy of what is remembered of a sender.
    func memory(of sender: String, _ integration: ID) -> Memory? {
        memories.withLock { $0.isEmpty ? nil : $0[Key(scope: integration, sender: sender)]?.memory }
    }

    /// Takes over what a transaction that is on disk now has left.
    func adopt(_ changed: [String: Memory], _ integration: ID, now: Instant) {
        if changed.isEmpty { return }
        memories.withLock { memories in
            for (sender, memory) in changed { memories[Key(scope: integration, sender: sender)] = Remembered(memory: memory, at: now) }
            if memories.count > Self.capacity { Self.makeRoom(in: &memories, now: now) }
        }
    }

    // MARK: Posts

    /// Takes in a text that the business posts in a conversation, inside the transaction that stores it. Returns what must be masked.
    ///
    /// A body that is run again says it again and gets the same answer. Follow it by `settle` or by `takeBack`.
    func observe(_ text: String, in conversation: ID, _ message: SeenMessage, at time: Instant) -> [SplitCardPart<SeenMessage>] {
        let key = Key(scope: conversation, sender: "")
        return memories.withLock { memories in
            var found = memories[key] ?? Remembered(memory: Memory(), at: time)
            if let open = found.open, open.message == message.id { found.memory = open.before }
            let before = found.memory
            let parts = found.memory.observe(text, message: message, at: time.milliseconds)
            found.open = OpenPost(message: message.id, before: before, cards: parts.contains { $0.kind == .card } ? 1 : 0)
            found.at = time
            memories[key] = found
            if memories.count > Self.capacity { Self.makeRoom(in: &memories, now: time) }
            return parts
        }
    }

    /// The post is on disk. Returns how many cards were recognised with it.
    func settle(_ message: ID, in conversation: ID) -> Int {
        memories.withLock { memories in
            let key = Key(scope: conversation, sender: "")
            guard let open = memories[key]?.open, open.message == message else { return 0 }
            memories[key]?.open = nil
            return open.cards
        }
    }

    /// The post did not come to disk.
    func takeBack(_ message: ID, in conversation: ID) {
        memories.withLock { memories in
            let key = Key(scope: conversation, sender: "")
            guard let open = memories[key]?.open, open.message == message else { return }
            memories[key]?.memory = open.before
            memories[key]?.open = nil
        }
    }

    private static func makeRoom(in memories: inout [Key: Remembered], now: Instant) {
        let oldest = now - .milliseconds(Memory.longestPause)
        memories = memories.filter { $0.value.at >= oldest }
        guard memories.count > capacity / 2 else { return }
        let middle = memories.values.map(\.at).sorted()[memories.count - capacity / 2]
        memories = memories.filter { $0.value.at > middle }
    }
}

/// What one transaction sees and learns of split cards. Made anew each time its body runs, so that a body that is run again repeats
/// nothing.
final class SplitCardNotes {
    /// Of the senders that the transaction has met, changed or not.
    private(set) var memories: [String: SplitCards.Memory] = [:]
    /// Cards that were recognised.
    private(set) var cards = 0
    private let known: SplitCards
    private let integration: ID

    /// - Parameter known: what is on disk already; not changed.
    init(_ known: SplitCards, _ integration: ID) {
        self.known = known
        self.integration = integration
    }

    /// Takes in the next message of a sender. Returns what must be masked in it and in earlier ones, mostly nothing.
    func observe(_ text: String, of sender: String, _ message: SeenMessage, at time: Instant) -> [SplitCardPart<SeenMessage>] {
        var text = text
        return text.withUTF8 { bytes in
            guard remembers(sender) || Self.mayHoldDigits(bytes) else { return [] }
            let parts = memories[sender, default: SplitCards.Memory()].observe(bytes, message: message, at: time.milliseconds)
            if parts.contains(where: { $0.kind == .card }) { cards += 1 }
            return parts
        }
    }

    /// Takes in new words of a sender's earlier message. Returns what must be masked, mostly nothing.
    func change(_ message: ID, to text: String, of sender: String, _ trace: SeenMessage.Trace) -> [SplitCardPart<SeenMessage>] {
        guard remembers(sender) else { return [] }
        let parts = memories[sender]?.change({ $0.id == message }, to: text) { $0.add(trace) } ?? []
        if parts.contains(where: { $0.kind == .card }) { cards += 1 }
        return parts
    }

    /// A message of the sender quotes an earlier one.
    func quoted(_ message: ID, of sender: String, _ trace: SeenMessage.Trace) {
        memories[sender]?.rename({ $0.id == message }) { $0.add(trace) }
    }

    /// Whether anything is remembered of a sender; it is at hand then.
    func remembers(_ sender: String) -> Bool {
        if memories[sender] != nil { return true }
        guard let memory = known.memory(of: sender, integration) else { return false }
        memories[sender] = memory
        return true
    }

    /// Whether some script's digits may be in a text: told by the first bytes of the blocks that hold digits, so that most texts of
    /// senders who are not remembered cost no more than a look.
    private static func mayHoldDigits(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0x30...0x39, 0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEF, 0xF0: return true
            // Below U+AC00: from there on it is Hangul.
            case 0xEA where index + 1 < bytes.count && bytes[index + 1] < 0xB0: return true
            default: index += 1
            }
        }
        return false
    }
}
