/// The split-card memories of many conversations, bounded and expiring.
///
/// `Key` names one sender in one conversation. When it is full, the half not heard of for longest is forgotten: a card begun there and
/// continued later is then masked only as far as its parts look like one.
package struct SplitCardMemories<Key: Hashable & Sendable, Message: Sendable>: Sendable {
    /// At most so many conversations are remembered.
    package let capacity: Int
    private var memories: [Key: SplitCardMemory<Message>] = [:]

    /// Remembers up to `capacity` conversations.
    package init(capacity: Int = 20_000) { self.capacity = max(2, capacity) }

    /// How many conversations are remembered.
    package var count: Int { memories.count }

    /// Takes in the next message of `key`; see `SplitCardMemory.observe`. A text without digits costs nothing for a sender unknown so far.
    package mutating func observe(
        _ bytes: UnsafeBufferPointer<UInt8>, of key: Key, message: Message, at milliseconds: Int64
    ) -> [SplitCardPart<Message>] {
        if memories[key] == nil {
            guard bytes.contains(where: { isASCIIDigit($0) || $0 >= 0x80 }) else { return [] }
            if memories.count >= capacity { makeRoom(at: milliseconds) }
        }
        return memories[key, default: SplitCardMemory()].observe(bytes, message: message, at: milliseconds)
    }

    /// Forgets what has not been heard of for `SplitCardMemory.longestPause`; call it now and then.
    package mutating func expire(at milliseconds: Int64) {
        memories = memories.filter { _, memory in
            milliseconds - (memory.lastTime ?? Int64.min / 2) <= SplitCardMemory<Message>.longestPause
        }
    }

    private mutating func makeRoom(at milliseconds: Int64) {
        expire(at: milliseconds)
        guard memories.count >= capacity else { return }
        let times = memories.values.map { $0.lastTime ?? Int64.min }.sorted()
        let middle = times[times.count / 2]
        memories = memories.filter { ($0.value.lastTime ?? Int64.min) > middle }
    }
}
