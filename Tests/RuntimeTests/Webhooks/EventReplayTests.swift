import Core
import Store
import Testing

@testable import Runtime

@Suite struct EventReplayTests {
    private func replay(_ world: WebhookWorld, to webhook: ID) async throws {
        let entry = try #require(world.context.directory.webhooks[webhook])
        let (replay, from) = (EventReplay(world.context), world.clock.now - .hours(1))
        let progress = try await world.store.write {
            try replay.replay(to: entry, from: from, until: .distantFuture, after: nil, in: $0)
        }
        #expect(progress.replayed > 0)
    }

    /// What was given up is kept until a person decides.
    @Test(arguments: [[WebhookWorld.desk, WebhookWorld.other], [WebhookWorld.other, WebhookWorld.desk]])
    func aReplayToOneWebhook_leavesTheLetterOfAnother(_ order: [ID]) async throws {
        let world = try WebhookWorld()
        let event = try await world.message(try await world.person())
        try await bury(world, order[0])
        try await world.run(order[1])
        try await replay(world, to: order[1])
        try await bury(world, order[1])
        #expect(Set(try await world.letters().map(\.key.group)) == Set(order))
        #expect(try await world.letters().allSatisfy { $0.subject == event && $0.id.madeAt == event.madeAt })
    }

    /// Moves what waits for a webhook to the dead letters, as a processor does.
    private func bury(_ world: WebhookWorld, _ webhook: ID) async throws {
        let (jobs, now) = (try await world.jobs(webhook), world.clock.now)
        try await world.store.write { store in
            for job in jobs {
                try store.bury(
                    DeadLetter(key: job.key, appID: job.appID, subject: job.subject, attempts: 9, diedAt: now, reason: "Gone."))
            }
        }
    }

    @Test func aReplay_takesTheWebhooksOwnLetterAway_andTwiceIsOnce() async throws {
        let world = try WebhookWorld()
        let event = try await world.message(try await world.person())
        for _ in 0..<2 {
            try await bury(world, WebhookWorld.desk)
            #expect(try await world.letters().count == 1)
            for _ in 0..<2 { try await replay(world, to: WebhookWorld.desk) }
            #expect(try await world.letters().isEmpty)
            #expect(try await world.jobs().map(\.subject) == [event])
        }
        try await world.run()
        #expect(world.desks.requests.map { $0.headers["webhook-id"] } == ["\(event)"])
    }

    @Test func aReplay_bringsAFirstDeliveryForwardThatStillWaits() async throws {
        let world = try WebhookWorld()
        let event = try await world.message(try await world.person())
        world.desks.answer(500)
        try await world.run()
        try await replay(world, to: WebhookWorld.desk)
        #expect(try await world.jobs().map(\.key.id) == [event])
        #expect(try await world.jobs().first?.runAt == world.clock.now)
    }

    /// Whatever letters stand in the way.
    @Test func replayedEvents_keepTheOrderOfTheirLane() async throws {
        let world = try WebhookWorld()
        let person = try await world.person()
        var events: [ID] = []
        for number in 0..<6 {
            events.append(try await world.message(person))
            if number.isMultiple(of: 2) { try await bury(world, WebhookWorld.desk) } else { try await world.run(WebhookWorld.desk) }
            if number == 3 { world.clock.advance(by: .milliseconds(1)) }
        }
        try await world.run(WebhookWorld.other)
        try await replay(world, to: WebhookWorld.other)
        #expect(try await world.jobs(WebhookWorld.other).map(\.subject) == events)
    }
}
