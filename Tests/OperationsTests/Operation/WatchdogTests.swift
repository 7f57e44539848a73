import Core
import Operations
import Testing

struct WatchdogTests {
    private let start = Instant(seconds: 1000)

    private func reading(_ name: String, _ count: UInt64) -> WatchdogState.Reading {
        WatchdogState.Reading(name: name, count: count, limit: .seconds(10))
    }

    @Test("The watchdog is fed while all parts beat, and not while one has stopped")
    func decisions() {
        var state = WatchdogState()
        #expect(state.decide([reading("store", 1), reading("lanes", 0)], now: start) == .ping)
        #expect(state.decide([reading("store", 2), reading("lanes", 0)], now: start + .seconds(10)) == .ping)
        #expect(state.decide([reading("store", 3), reading("lanes", 0)], now: start + .seconds(11)) == .withhold(stalled: ["lanes"]))
        #expect(
            state.decide([reading("store", 3), reading("lanes", 0)], now: start + .seconds(25)) == .withhold(stalled: ["store", "lanes"]))
        #expect(state.decide([reading("store", 4), reading("lanes", 1)], now: start + .seconds(26)) == .ping)
    }

    @Test("A clock set back delays the finding of a stall by no more than the limit")
    func clockBack() {
        var state = WatchdogState()
        #expect(state.decide([reading("store", 1)], now: start) == .ping)
        #expect(state.decide([reading("store", 1)], now: start - .hours(1)) == .ping)
        #expect(state.decide([reading("store", 1)], now: start - .hours(1) + .seconds(11)) == .withhold(stalled: ["store"]))
    }

    @Test("The running watchdog stops feeding when a part stalls, and goes on when it beats again")
    func run() async {
        let clock = ManualClock(start)
        let pings = Lock(0)
        let part = Progress("store", limit: .seconds(10))
        let watchdog = Watchdog(parts: [part], interval: .seconds(30), clock: clock.clock, log: .silent) { pings.withLock { $0 += 1 } }
        let task = Task { await watchdog.run() }
        let turn = {
            while clock.sleeperCount == 0 { await Task.yield() }
            let count = pings.withLock { $0 }
            return count
        }
        #expect(await turn() == 1)
        clock.advance(by: .seconds(10))
        #expect(await turn() == 2)
        clock.advance(by: .seconds(10))
        #expect(await turn() == 2)
        part.beat()
        clock.advance(by: .seconds(10))
        #expect(await turn() == 3)
        task.cancel()
        await task.value
    }
}
