import Core

/// One SQL statement of the store. Each has a slot of its own, so that a connection finds its prepared form without hashing.
struct Query: Sendable {
    private static let slots = Lock(0)

    let slot: Int
    let sql: String

    init(_ sql: String) {
        self.sql = sql
        slot = Self.slots.withLock { next in
            defer { next += 1 }
            return next
        }
    }
}
