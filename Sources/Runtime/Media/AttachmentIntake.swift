package import Core
import Media
package import Store

/// Takes files for messages to come: of the business through the API, and of visitors who upload them here.
package struct AttachmentIntake: Sendable {
    private let context: RuntimeContext

    /// Makes an intake.
    package init(_ context: RuntimeContext) { self.context = context }

    /// Why a file is not taken.
    package enum Refusal: Error, Hashable, Sendable {
        /// This worker keeps no files.
        case noVault
        /// There is nothing in it.
        case empty
        /// It is a program, or from a visitor anything that could do something by being opened.
        case program
    }

    /// A file whose bytes are kept.
    package struct Kept: Hashable, Sendable {
        /// To be stored by the caller; the bytes of one that never is are kept for nothing.
        package var record: MediaRecord
        package var url: String
    }

    /// Keeps the bytes; they are on disk when this returns.
    ///
    /// - Parameter integration: where a visitor uploads the file; nil when the business does.
    /// - Throws: `Refusal`, `StoreProblem`, or `StoreProblem.disk` when the folder cannot take them.
    package func keep(
        _ bytes: ArraySlice<UInt8>, declaredType: String?, filename: String?, app: ID, from integration: IntegrationEntry? = nil
    ) async throws -> Kept {
        guard let vault = context.media else { throw Refusal.noVault }
        guard !bytes.isEmpty else { throw Refusal.empty }
        let stranger = integration == nil ? nil : Stranger(filename: filename)
        let (file, type) = try await take(bytes, declaredType, stranger, vault)
        let now = context.clock.now()
        let id = context.ids.next(at: now)
        let record = MediaRecord(
            id: id, appID: app, integrationID: integration?.id, origin: integration == nil ? .attachment : .inbound, state: .stored,
            mediaType: type, size: file.size, filename: context.masking(app: app, channel: integration?.type ?? "api").masked(filename),
            sha256: file.sha256)
        return Kept(record: record, url: vault.shownURL(id, mediaType: type, now: now))
    }

    /// A sender whose files are looked at more closely.
    private struct Stranger {
        var filename: String?
    }

    private func take(
        _ bytes: ArraySlice<UInt8>, _ declared: String?, _ stranger: Stranger?, _ vault: MediaVault
    ) async throws -> (ArrivedFile, String) {
        do {
            let (path, file) = try await vault.folder.receive(bytes)
            let type = FileType.type(of: file.head, declared: declared)
            let isRefused =
                stranger.map { FileType.isActive(type, declared: declared, filename: $0.filename) } ?? FileType.isProgram(type)
            guard !isRefused else {
                await vault.folder.discard(path)
                throw Refusal.program
            }
            try await vault.folder.keep(path, as: file)
            return (file, type)
        } catch MediaFolderProblem.busy {
            throw StoreProblem.overloaded
        } catch MediaFolderProblem.disk(let words) {
            throw StoreProblem.disk(words)
        }
    }

    /// Removes the file that a URL of ours names; its bytes go with the next cleaning. False when the URL is none of this app's.
    package func remove(_ url: String, app: ID) async throws -> Bool {
        guard let id = context.media?.links.id(in: url) else { return false }
        return try await context.store.write { store in
            guard var media = try store.media(id), media.appID == app else { return false }
            media.state = .dropped
            try store.update(media)
            return true
        }
    }
}
