import Core
import Testing

@testable import Runtime

/// A webhook is known as healthy only while the store keeps no failure of it, in whatever order writes commit and their ends are noticed.
@Suite struct KnownHealthyTests {
    /// Successes and failures of one webhook, each in its steps, and what the store keeps.
    private struct World {
        var known = KnownHealthy()
        var isFailureKept: Bool
        var looks: [Int: KnownHealthy.Look] = [:]
        var lastWasSuccess: Bool?

        mutating func success(_ number: Int, step: Int) {
            if step == 0 {
                let look = known.look(at: .first)
                if !look.isHealthy { isFailureKept = false }
                looks[number] = look
                lastWasSuccess = true
            } else {
                known.successWritten(.first, after: looks[number]!)
            }
        }

        mutating func failure(step: Int, commits: Bool) {
            switch step {
            case 0: known.failureBegins(.first)
            case 1 where commits:
                isFailureKept = true
                lastWasSuccess = false
            case 1: break
            default: known.failureEnded(.first)
            }
        }
    }

    /// All orders of the steps of some runs, given by how many steps each has.
    private func orders(_ left: [Int]) -> [[Int]] {
        if left.allSatisfy({ $0 == 0 }) { return [[]] }
        return left.indices.filter { left[$0] > 0 }.flatMap { index in
            var rest = left
            rest[index] -= 1
            return orders(rest).map { [index] + $0 }
        }
    }

    @Test(arguments: [true, false], [true, false])
    func inEveryOrder_whatIsKnownIsTrue(startsHealthy: Bool, commits: Bool) {
        let runs = orders([2, 2, 3, 3])
        #expect(runs.count == 25_200)
        let wrong = runs.filter { order in
            var world = World(isFailureKept: !startsHealthy)
            if startsHealthy { world.known.successWritten(.first, after: world.known.look(at: .first)) }
            var steps = [0, 0, 0, 0]
            for run in order {
                if run < 2 { world.success(run, step: steps[run]) } else { world.failure(step: steps[run], commits: commits || run == 2) }
                steps[run] += 1
                // After a success nothing is kept; and nobody is known as healthy of whom something is.
                if world.lastWasSuccess == true, world.isFailureKept { return true }
                if world.known.look(at: .first).isHealthy, world.isFailureKept { return true }
            }
            return false
        }
        #expect(wrong.isEmpty, "\(wrong.count) orders, such as \(wrong.first ?? [])")
    }

    @Test func aSuccessThatNothingDisturbs_isRemembered() {
        var known = KnownHealthy()
        known.failureBegins(.first)
        known.failureEnded(.first)
        known.successWritten(.first, after: known.look(at: .first))
        #expect(known.look(at: .first).isHealthy)
        #expect(!known.look(at: .last).isHealthy, "another webhook is another one's matter")
    }
}
