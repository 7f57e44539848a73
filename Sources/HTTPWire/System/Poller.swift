import CLinux
import Glibc

/// An epoll set and the means to wake its waiter from another thread.
final class Poller {
    /// One descriptor that is ready.
    struct Event {
        /// The tag given to `add`.
        var tag: UInt64
        /// The epoll event bits.
        var bits: UInt32

        /// Whether bytes (or a connection) wait.
        var isReadable: Bool { bits & parley_epoll_in != 0 }
        /// Whether there is room for bytes again.
        var isWritable: Bool { bits & parley_epoll_out != 0 }
        /// Whether the peer closed or reset.
        var isGone: Bool { bits & parley_epoll_gone != 0 }
    }

    private static let capacity = 128
    private let epoll: Int32
    private let waker: Int32
    private let tags = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    private let bits = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    /// The tag that `wake()` raises; the caller sees no event for it.
    private static let wakeTag = UInt64.max

    /// Makes an empty set; nil when the process has no descriptors left.
    init?() {
        epoll = parley_epoll_create()
        waker = parley_eventfd()
        guard epoll >= 0, waker >= 0, parley_epoll_control(epoll, EPOLL_CTL_ADD, waker, parley_epoll_in, Self.wakeTag) == 0 else {
            return nil
        }
    }

    deinit {
        close(epoll)
        close(waker)
        tags.deallocate()
        bits.deallocate()
    }

    /// Ends a `wait` that is running, or the next one. Safe from any thread.
    func wake() {
        var one: UInt64 = 1
        _ = write(waker, &one, 8)
    }

    /// Watches `descriptor` for `events`, level-triggered. False when the kernel refuses.
    func add(_ descriptor: Int32, _ events: UInt32, tag: UInt64) -> Bool {
        parley_epoll_control(epoll, EPOLL_CTL_ADD, descriptor, events, tag) == 0
    }

    /// Changes what `descriptor` is watched for.
    func change(_ descriptor: Int32, _ events: UInt32, tag: UInt64) {
        _ = parley_epoll_control(epoll, EPOLL_CTL_MOD, descriptor, events, tag)
    }

    /// Ends the watch. Needed before closing a descriptor of which a duplicate lives on.
    func remove(_ descriptor: Int32) {
        _ = parley_epoll_control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
    }

    /// Waits for events.
    ///
    /// - Parameter milliseconds: -1 waits without end, 0 only looks.
    func wait(milliseconds: Int32) -> [Event] {
        let count = Int(parley_epoll_wait(epoll, tags, bits, Int32(Self.capacity), milliseconds))
        guard count > 0 else { return [] }
        var events: [Event] = []
        events.reserveCapacity(count)
        for i in 0..<count {
            if tags[i] == Self.wakeTag {
                var value: UInt64 = 0
                _ = read(waker, &value, 8)
            } else {
                events.append(Event(tag: tags[i], bits: bits[i]))
            }
        }
        return events
    }
}
