import Core
import Foundation
import Media
import Store
import StoreSQLite
import Testing

@testable import Runtime

/// Files go when their time is over or their message is deleted, and not before: neither bytes that another message shows, nor those
/// whose record is being written.
@Suite struct MediaCleaningTests {
    /// A worker that keeps files for three days, in a folder that goes with it.
    private final class World: Sendable {
        let clock: ManualClock
        let vault: MediaVault
        let context: RuntimeContext
        private let path = NSTemporaryDirectory() + "parley-clean-\(UUID().uuidString)"

        init() throws {
            // The age of bytes is told by the file system, which knows no other clock than the machine's.
            clock = ManualClock(WallClock.system.now())
            var settings = MediaSettings()
            settings.retention = .hours(72)
            vault = MediaVault(
                folder: try MediaFolder(path: path), links: MediaLinks(origin: "https://x", isPublic: true, key: [1]),
                downloader: NoDownloads(), settings: settings)
            context = RuntimeContext(
                store: try SQLiteStore(SQLiteOptions(.temporary)), caller: NoCaller(), clock: clock.clock, ids: IDSource(worker: 3),
                masking: NoMasking(), media: vault, directory: .empty)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        /// Keeps a file as the API does; gives its record.
        func keep(_ text: String) async throws -> MediaRecord {
            let kept = try await AttachmentIntake(context).keep(
                Array(text.utf8)[...], declaredType: "text/plain", filename: nil, app: ID(high: 1, low: 1))
            try await context.store.write { try $0.insert(kept.record) }
            return kept.record
        }

        func clean() async throws { try await MediaCleaning(context: context, vault: vault).run() }

        func isThere(_ media: MediaRecord) async throws -> (record: Bool, bytes: Bool) {
            let record = try await context.store.read { try $0.media(media.id) }
            return (record != nil, FileManager.default.fileExists(atPath: vault.folder.path(of: media.sha256 ?? [])))
        }
    }

    private struct NoDownloads: HTTPDownloader {
        func download(_ request: OutboundRequest, to path: String, _ limits: CallLimits) async -> TransportOutcome {
            .notSent(TransportFailure(.connect))
        }
    }

    @Test func whatIsOlderThanItsTime_goesWithItsBytes() async throws {
        let world = try World()
        let old = try await world.keep("old")
        world.clock.advance(by: .hours(24))
        let young = try await world.keep("young")
        world.clock.advance(by: .hours(49))
        try await world.clean()
        #expect(try await world.isThere(old) == (false, false))
        #expect(try await world.isThere(young) == (true, true))
    }

    @Test func whatWasDropped_goesAtOnce_butNotWithinTheGraceTime() async throws {
        let world = try World()
        let media = try await world.keep("dropped")
        let url = world.vault.shownURL(media.id, mediaType: nil, now: world.clock.now)
        #expect(try await AttachmentIntake(world.context).remove(url, app: ID(high: 1, low: 1)))
        try await world.clean()
        #expect(try await world.isThere(media) == (true, true))
        world.clock.advance(by: MediaFolder.graceTime + .minutes(1))
        try await world.clean()
        #expect(try await world.isThere(media) == (false, false))
    }

    @Test func bytesThatTwoFilesShare_stayAsLongAsOneOfThem() async throws {
        let world = try World()
        let first = try await world.keep("same")
        world.clock.advance(by: .hours(48))
        let second = try await world.keep("same")
        #expect(first.sha256 == second.sha256)
        world.clock.advance(by: .hours(25))
        try await world.clean()
        #expect(try await world.isThere(first) == (false, true))
        #expect(try await world.isThere(second) == (true, true))
        world.clock.advance(by: .hours(48))
        try await world.clean()
        #expect(try await world.isThere(second) == (false, false))
    }

    @Test func moreThanOneStep_isCleanedInOneRun() async throws {
        let world = try World()
        for number in 0..<230 { _ = try await world.keep("\(number)") }
        world.clock.advance(by: .hours(73))
        let cleaning = Task { try await world.clean() }
        while try await !world.context.store.read({ try $0.outdatedMedia(before: ID(high: .max, low: .max), limit: 1).isEmpty }) {
            if world.clock.sleeperCount > 0 { world.clock.advance(by: .milliseconds(50)) }
            await Task.yield()
        }
        while world.clock.sleeperCount > 0 { world.clock.advance(by: .milliseconds(50)) }
        try await cleaning.value
    }
}
