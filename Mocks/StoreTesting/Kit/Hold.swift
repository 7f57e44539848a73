import Core
import Glibc
package import Store

/// Holds the writing thread of a store inside a body, so that further writes wait together and share a transaction.
// @unchecked: a semaphore may be used from any thread; it never moves.
package final class Hold: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let isFirst = Lock(true)

    /// Holds nothing yet. Used for one hold only.
    package init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Returns once the writing thread of `store` stands inside a body that waits for `letGo`.
    package func begin(on store: any Store) async {
        await withUnsafeContinuation { continuation in
            store.write(
                { _ in
                    // A body may run again.
                    let waits = self.isFirst.withLock { first in
                        defer { first = false }
                        return first
                    }
                    guard waits else { return }
                    continuation.resume()
                    while sem_wait(self.semaphore) != 0 {}
                }, completion: { _ in })
        }
    }

    /// Lets the thread go on.
    package func letGo() { sem_post(semaphore) }
}

extension Store {
    /// Hands in `bodies` in order while the writing thread is held, lets it go, and returns their results in the same order.
    func writeTogether<Result: Sendable>(
        _ bodies: [@Sendable (any StoreTransaction) throws -> Result]
    ) async -> [Swift.Result<Result, any Error>] {
        let hold = Hold()
        await hold.begin(on: self)
        let results = Recorder<(Int, Swift.Result<Result, any Error>)>()
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let left = Lock(bodies.count)
            for (number, body) in bodies.enumerated() {
                write(body) { result in
                    results.add((number, result))
                    let isLast = left.withLock { left in
                        left -= 1
                        return left == 0
                    }
                    if isLast { continuation.resume() }
                }
            }
            hold.letGo()
        }
        return results.values.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
