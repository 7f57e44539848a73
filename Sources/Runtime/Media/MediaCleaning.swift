import Core
import Media
import Store

/// Removes files whose time is over or whose message is deleted: the bytes first, then the record, so that nothing is left behind that
/// nobody knows of.
struct MediaCleaning: Sendable {
    let context: RuntimeContext
    let vault: MediaVault

    /// Records looked at in one go.
    private static let step = 100

    /// Cleans until nothing is left to do.
    func run() async throws {
        let before = ID(high: UInt64(clamping: max(0, (context.clock.now() - vault.settings.retention).milliseconds)) << 16, low: 0)
        while true {
            let found = try await context.store.read { try $0.outdatedMedia(before: before, limit: Self.step) }
            var removed = 0
            for media in found where try await remove(media) { removed += 1 }
            // Files that came in this moment stay for the next time.
            if removed < Self.step { return }
            try await context.clock.sleep(until: context.clock.now() + .milliseconds(50))
        }
    }

    /// False when the file must stay for now.
    private func remove(_ media: MediaRecord) async throws -> Bool {
        if let sha256 = media.sha256, try await !context.store.read({ try $0.sharesBytes(media) }) {
            guard try await vault.folder.remove(sha256, now: context.clock.now()) else { return false }
        }
        try await context.store.write { try $0.remove(media: media.id) }
        return true
    }
}
