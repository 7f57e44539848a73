import Core

/// Lanes by the time at which they can go on: a binary heap.
struct WakeQueue: Sendable {
    private var heap: [(at: Instant, lane: ID)] = []

    /// Adds a lane. It may be in several times; whoever takes it out checks.
    mutating func add(_ lane: ID, at time: Instant) {
        heap.append((time, lane))
        var child = heap.count - 1
        while child > 0, heap[child].at < heap[(child - 1) / 2].at {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The earliest time.
    func next() -> Instant? { heap.first?.at }

    /// Takes out all lanes whose time has come.
    mutating func due(_ now: Instant) -> [ID] {
        var lanes: [ID] = []
        while let first = heap.first, first.at <= now {
            lanes.append(first.lane)
            removeFirst()
        }
        return lanes
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].at < heap[least].at { least = child }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
