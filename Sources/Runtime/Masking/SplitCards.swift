import Core
import Redaction

/// A message that may hold a part of a card, and where it was written.
struct SeenMessage: Hashable, Sendable {
    var id: ID
    /// The journal entry that it came in.
    var entry: ID
    /// The event that told of it.
    var event: ID
}

/// What senders have lately written in digits, so that a card spread over several messages is recognised.
///
/// Lives in the memory of the process that holds the integration's lane, and nowhere else: digits of a card that is not recognised yet
/// must not be written, and a form from which the number could be checked is one from which it could be found by trying. So after a
/// restart, or when the lane moves to another worker, a card that was begun before is not seen. Bounded: see `capacity`; what is older
/// than `SplitCardMemory.longestPause` is not used and soon forgotten.
///
/// A transaction works on copies of a few memories (`SplitCardNotes`), which are taken over once it is on disk.
final class SplitCards: Sendable {
    typealias Memory = SplitCardMemory<SeenMessage>

    /// Senders that are remembered at most; past it the half that was silent for longest is forgotten.
    static let capacity = 20_000

    private struct Key: Hashable {
        var integration: ID
        var sender: String
    }

    private let memories = Lock<[Key: (memory: Memory, at: Instant)]>([:])

    /// Makes an empty one.
    init() {}

    /// How many senders are remembered.
    var count: Int { memories.withLock { $0.count } }

    /// Copies of what is remembered of some senders.
    func memories(of senders: Set<String>, _ integration: ID) -> [String: Memory] {
        memories.withLock { memories in
            var found: [String: Memory] = [:]
            if memories.isEmpty { return found }
            for sender in senders { found[sender] = memories[Key(integration: integration, sender: sender)]?.memory }
            return found
        }
    }

    /// Takes over what a transaction that is on disk now has left.
    func adopt(_ changed: [String: Memory], _ integration: ID, now: Instant) {
        if changed.isEmpty { return }
        memories.withLock { memories in
            for (sender, memory) in changed { memories[Key(integration: integration, sender: sender)] = (memory, now) }
            if memories.count > Self.capacity { Self.makeRoom(in: &memories, now: now) }
        }
    }

    private static func makeRoom(in memories: inout [Key: (memory: Memory, at: Instant)], now: Instant) {
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
    /// Changed or not, by sender.
    private(set) var memories: [String: SplitCards.Memory]
    /// Cards that were recognised.
    private(set) var cards = 0

    /// - Parameter memories: of the senders that the transaction may meet.
    init(_ memories: [String: SplitCards.Memory]) { self.memories = memories }

    /// Takes in the next message of a sender. Returns what must be masked in it and in earlier ones, mostly nothing.
    func observe(_ text: String, of sender: String, _ message: SeenMessage, at time: Instant) -> [SplitCardPart<SeenMessage>] {
        var text = text
        return text.withUTF8 { bytes in
            guard memories[sender] != nil || Self.mayHoldDigits(bytes) else { return [] }
            let parts = memories[sender, default: SplitCards.Memory()].observe(bytes, message: message, at: time.milliseconds)
            if parts.contains(where: { $0.kind == .card }) { cards += 1 }
            return parts
        }
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
