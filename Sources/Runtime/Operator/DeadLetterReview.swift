package import Core
package import Store

/// Decides about dead letters: once more, or never.
package struct DeadLetterReview: Sendable {
    private let now: Instant

    /// A review at this moment.
    package init(_ context: RuntimeContext) { now = context.clock.now() }

    /// Puts the job back where it stood, with all its attempts. Nil without such a letter in the app.
    package func replay(_ id: ID, app: ID, in store: any StoreTransaction) throws -> DeadLetter? {
        guard let letter = try store.deadLetter(app: app, id) else { return nil }
        try store.remove(deadLetter: id, app: app)
        try store.enqueueAgain(Job(key: letter.key, appID: app, subject: letter.subject, runAt: now))
        return letter
    }

    /// Drops it for good. Nil without such a letter in the app.
    package func drop(_ id: ID, app: ID, in store: any StoreTransaction) throws -> DeadLetter? {
        guard let letter = try store.deadLetter(app: app, id) else { return nil }
        try store.remove(deadLetter: id, app: app)
        return letter
    }
}
