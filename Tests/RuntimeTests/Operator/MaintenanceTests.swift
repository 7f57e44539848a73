import Core
import Store
import StoreSQLite
import StoreTesting
import Testing

@testable import Runtime

@Suite struct MaintenanceTests {
    /// Maintenance at work in a world whose writes can be made to fail.
    private struct Work {
        let world: InboundWorld
        let faults: FaultInjectingStore
        let lines = Lock<[String]>([])

        init(conversationRetention: Duration? = nil) async throws {
            let lines = lines
            faults = FaultInjectingStore(try SQLiteStore(SQLiteOptions(.temporary)))
            world = try await InboundWorld(store: faults, log: Log { line in lines.withLock { $0.append(line.message) } })
            let app = AppEntry(
                id: InboundWorld.app, displayName: "Acme", settings: AppSettings(conversationRetention: conversationRetention))
            let old = world.context.directory
            world.context.replaceDirectory(
                Directory(apps: [app], integrations: Array(old.integrations.values), webhooks: Array(old.webhooks.values)))
        }

        /// Runs maintenance while time passes, until `condition`; gives up after two days.
        func run(until condition: () async throws -> Bool) async throws -> Bool {
            let task = Task { [context = world.context] in try? await Maintenance(context: context).run() }
            defer { task.cancel() }
            let end = world.clock.now + .hours(48)
            while world.clock.now < end {
                if try await condition() { return true }
                for _ in 0..<20 { await Task.yield() }
                world.clock.advance(by: .seconds(20))
            }
            return false
        }
    }

    @Test func aFullDiskAtTheStart_doesNotEndIt() async throws {
        let work = try await Work()
        try await work.world.take(text("m1"))
        let conversation = try #require(try await work.world.conversations(of: "a1").first)
        let removals = Removals(work.world.context)
        _ = try await work.world.store.write { try removals.begin(conversation: conversation.id, app: InboundWorld.app, in: $0) }
        work.faults.inject(FaultInjectingStore.Fault())
        #expect(try await work.run { try await work.world.store.read { try $0.removals(limit: 1).isEmpty } })
        #expect(work.faults.failures == 1)
        #expect(work.lines.withLock { $0 } == ["What was deleted could not be removed to its end"])
    }

    @Test func aJobThatFails_keepsNoOtherFromRunning() async throws {
        let work = try await Work(conversationRetention: .minutes(5))
        try await work.world.take(text("m1"))
        // The first write is that of pruning, the next one that of the messages of quiet conversations.
        work.faults.inject(FaultInjectingStore.Fault())
        let start = work.world.clock.now
        #expect(try await work.run { try await work.world.messages(of: "a1").isEmpty })
        #expect(work.world.clock.now - start < .minutes(19), "in the same round")
        #expect(work.lines.withLock { $0 } == ["Old rows could not be removed"])
    }
}
