import Glibc

/// A bounded queue between any threads and the few that take from it.
///
/// A sleeping taker is woken once for many items: a wake-up costs more than an item.
// @unchecked: everything mutable is only touched under `mutex`.
final class Mailbox<Item: Sendable>: @unchecked Sendable {
    enum Answer { case taken, full, closed }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private var items: [Item] = []
    private var sleepers = 0
    private var isClosed = false

    init(capacity: Int) {
        self.capacity = capacity
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(filled, nil)
    }

    deinit {
        pthread_cond_destroy(filled)
        pthread_mutex_destroy(mutex)
        filled.deallocate()
        mutex.deallocate()
    }

    /// How many items wait.
    var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return items.count
    }

    /// Adds an item unless the box is full or closed.
    func put(_ item: Item) -> Answer {
        pthread_mutex_lock(mutex)
        guard !isClosed else {
            pthread_mutex_unlock(mutex)
            return .closed
        }
        guard items.count < capacity else {
            pthread_mutex_unlock(mutex)
            return .full
        }
        items.append(item)
        let wake = sleepers > 0
        if wake { sleepers -= 1 }
        pthread_mutex_unlock(mutex)
        if wake { pthread_cond_signal(filled) }
        return .taken
    }

    /// Waits for items and moves up to `limit` of them into `batch`, which must be empty. False when the box is closed and empty.
    /// - Parameter waits: when false, an empty box is left at once, with true.
    func take(_ limit: Int, into batch: inout [Item], waits: Bool = true) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while items.isEmpty {
            guard waits else { return true }
            if isClosed { return false }
            sleepers += 1
            pthread_cond_wait(filled, mutex)
        }
        if items.count <= limit {
            swap(&items, &batch)
        } else {
            batch.append(contentsOf: items[..<limit])
            items.removeFirst(limit)
        }
        return true
    }

    /// Refuses further items and wakes every taker.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        sleepers = 0
        pthread_mutex_unlock(mutex)
        pthread_cond_broadcast(filled)
    }
}
