import Core
import Store
import StoreSQLite
import Testing

@testable import Runtime

/// The list of templates: when it is read, what is kept of it, what a failure leaves (row Z25).
@Suite struct TemplateSyncTests {
    @Test func theListIsReadWhole_pageByPage_atTheStart_Z25() async throws {
        let world = try TemplateWorld(["a/en/approved/A", "b/en/paused/B\nb/en_US/approved/B", "c/en/approved/C"])
        try await world.startKeeper()
        let list = try #require(world.book.list(of: TemplateWorld.integration))
        #expect(list.templates.map { "\($0.name)/\($0.language)" } == ["a/en", "b/en", "b/en_US", "c/en"])
        #expect(world.book.standing(of: TemplateWorld.integration).count == 4)
        #expect(list["b", "en-US"]?.status == .approved)
        #expect(list.languages(of: "b") == ["en", "en_US"])
        await world.stopKeeper()
    }

    @Test func ofOneNameTheApprovedCounts_andTheProvidersIdWillDo() {
        func template(_ status: MessageTemplate.Status, _ id: String) -> MessageTemplate {
            MessageTemplate(name: "a", language: "en", externalID: id, status: status, body: id)
        }
        let list = TemplateList([template(.pending, "1"), template(.approved, "2"), template(.pending, "3")])
        #expect(list["a", "en"]?.externalID == "2")
        #expect(list["2", "any"]?.externalID == "2")
        #expect(list["3", "any"] == nil && list["a", "de"] == nil)
        #expect(TemplateList([template(.approved, "1"), template(.approved, "2")])["a", "en"]?.externalID == "2")
    }

    @Test func theListIsReadAgain_aboutEveryThreeHours_andWhenAsked_butNotTooOften() async throws {
        let world = try TemplateWorld()
        try await world.startKeeper()
        let id = TemplateWorld.integration
        #expect(world.book.ask(id, .doubt, now: world.clock.now) == false)
        world.clock.advance(by: .minutes(2))
        #expect(world.office.readings == 1)
        #expect(world.book.ask(id, .doubt, now: world.clock.now))
        try await world.until { world.office.readings == 2 && world.clock.sleeperCount >= 1 }
        // A notice right after a reading is done a little later, not dropped.
        #expect(world.book.ask(id, .notice, now: world.clock.now) == false)
        try await world.until { world.clock.nextWake.map { $0 <= world.clock.now + .seconds(10) } ?? false }
        world.clock.advance(by: .seconds(10))
        try await world.until { world.office.readings == 3 && world.clock.sleeperCount >= 1 }
        let next = try #require(world.clock.nextWake) - world.clock.now
        #expect(next >= .minutes(144) && next <= .minutes(216))
        world.clock.advance(by: next)
        try await world.until { world.office.readings == 4 }
        await world.stopKeeper()
    }

    @Test func aFailedReading_leavesTheList_isShown_andIsTriedAgain() async throws {
        let world = try TemplateWorld()
        try await world.startKeeper()
        world.office.answerList(401)
        world.clock.advance(by: .hours(4))
        try await world.until { world.book.standing(of: TemplateWorld.integration).problem != nil }
        #expect(world.book.standing(of: TemplateWorld.integration).problem?.code == .credentialsInvalid)
        #expect(world.book.list(of: TemplateWorld.integration)?.templates.count == 1)
        world.office.answerList(200)
        try await world.until { world.clock.sleeperCount >= 1 }
        world.clock.advance(by: .seconds(5))
        try await world.until { world.book.standing(of: TemplateWorld.integration).problem == nil }
        await world.stopKeeper()
    }

    @Test func aRestartedWorker_knowsTheList_beforeTheProviderAnswers() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let first = try TemplateWorld(["a/en/approved/A\nb/en/approved/B"], store: store)
        try await first.startKeeper()
        first.office.show(["b/en/paused/B"])
        first.clock.advance(by: .hours(4))
        try await first.until { first.office.readings == 2 && first.clock.sleeperCount >= 1 }
        await first.stopKeeper()
        let second = try TemplateWorld([""], store: store)
        second.office.answerList(503)
        try await second.startKeeper()
        let list = try #require(second.book.list(of: TemplateWorld.integration))
        #expect(list.templates.map(\.name) == ["b"])
        #expect(list.templates.first?.status == .paused)
        await second.stopKeeper()
    }

    @Test func aNotice_changesTheListAtOnce_inMemoryAndOnDisk() async throws {
        let world = try TemplateWorld(["a/en_US/approved/A"])
        try await world.startKeeper()
        let integration = try #require(world.context.directory.integrations[TemplateWorld.integration])
        let notices = [
            TemplateNotice(name: "a", language: "en_US", event: "PAUSED", reason: "low quality", change: .status(.paused)),
            TemplateNotice(name: "a", language: "en_US", event: "quality:RED", change: .quality(.low)),
            TemplateNotice(name: "other", language: "en_US", event: "APPROVED", change: .status(.approved)),
        ]
        await TemplateNotices(context: world.context).apply(notices, to: integration)
        let template = try #require(world.book.list(of: integration.id)?["a", "en_US"])
        #expect(template.status == .paused)
        #expect(template.reason == "low quality")
        #expect(template.quality == .low)
        let records = TemplateShelfRecords(app: TemplateWorld.app, integration: integration.id)
        #expect(try await records.load(world.store)?.list.templates == [template])
        await world.stopKeeper()
    }
}
