package import Core

/// How the sends of each account fare, as this process has seen it: for people who look, and never a reason to act.
package final class ChannelHealth: Sendable {
    /// What is known of one account.
    package struct Account: Hashable, Sendable {
        /// When the provider took something last.
        package var lastTakenAt: Instant?
        /// What an administrator must mend; nil while nothing is known to be wrong.
        package var fault: Failure?
        /// Since when.
        package var faultSince: Instant?
        /// Calls of the last hour by what came of them, newest minute last.
        fileprivate var minutes: [Minute] = []
    }

    /// Calls that began in one minute.
    fileprivate struct Minute: Hashable, Sendable {
        var number: Int64
        var calls = 0
        var failures = 0
    }

    /// How many minutes are remembered.
    private static let span = 60

    private let accounts = Lock<[ID: Account]>([:])

    /// A memory of nothing.
    package init() {}

    /// What is known of an account.
    package func account(_ id: ID) -> Account { accounts.withLock { $0[id] } ?? Account() }

    /// The part of the calls of the last hour that failed, from 0 to 1; nil when there was none.
    package func errorRate(_ id: ID, now: Instant) -> Double? {
        let first = now.seconds / 60 - Int64(Self.span)
        let minutes = account(id).minutes.filter { $0.number > first }
        let calls = minutes.reduce(0) { $0 + $1.calls }
        return calls == 0 ? nil : Double(minutes.reduce(0) { $0 + $1.failures }) / Double(calls)
    }

    /// A call ended. What the provider took ends a fault.
    func callEnded(_ id: ID, failure: Failure?, isFault: Bool, at now: Instant) {
        accounts.withLock { accounts in
            var account = accounts[id] ?? Account()
            account.count(failed: failure != nil, minute: now.seconds / 60, span: Self.span)
            if failure == nil {
                account.lastTakenAt = now
                (account.fault, account.faultSince) = (nil, nil)
            } else if isFault {
                account.faultSince = account.faultSince ?? now
                account.fault = failure
            }
            accounts[id] = account
        }
    }
}

extension ChannelHealth.Account {
    fileprivate mutating func count(failed: Bool, minute: Int64, span: Int) {
        if minutes.last?.number != minute { minutes.append(ChannelHealth.Minute(number: minute)) }
        if minutes.count > span { minutes.removeFirst(minutes.count - span) }
        minutes[minutes.count - 1].calls += 1
        if failed { minutes[minutes.count - 1].failures += 1 }
    }
}
