import Core
import Media
import Store
import Wire

/// Writes what became of a customer's file, inside a transaction.
struct MediaRecording: Sendable {
    let context: RuntimeContext
    let vault: MediaVault

    /// The bytes are here: the record and the message say so.
    func stored(_ fetched: MediaFetch.Fetched, _ id: ID, _ store: any StoreTransaction) throws {
        guard var media = try store.media(id), media.state != .dropped else { return }
        let wasFailed = media.state == .failed
        media.state = .stored
        media.sha256 = fetched.file.sha256
        media.size = fetched.file.size
        media.mediaType = fetched.mediaType
        media.failure = nil
        try store.update(media)
        try describe(media, store)
        if wasFailed { try tell(media, store) }
    }

    /// The file could not be had. Told of once it is final.
    func failed(_ failure: Failure, _ id: ID, isFinal: Bool, _ store: any StoreTransaction) throws {
        guard var media = try store.media(id), media.state != .dropped else { return }
        let wasFailed = media.state == .failed
        media.failure = failure
        if isFinal { media.state = .failed }
        try store.update(media)
        if isFinal, !wasFailed { try tell(media, store) }
    }

    /// The letter of a job that is given up.
    func letter(_ job: Job, _ failure: Failure) -> DeadLetter {
        DeadLetter(
            key: job.key, appID: job.appID, subject: job.subject, attempts: job.attempt + 1, diedAt: context.clock.now(),
            reason: failure.detail ?? failure.code.rawValue)
    }

    /// Puts the real type and size into the message.
    private func describe(_ media: MediaRecord, _ store: any StoreTransaction) throws {
        guard let id = media.messageID, var message = try store.message(app: media.appID, id),
            let content = try? Content(stored: message.content)
        else { return }
        let described = content.mapMedia { shown in
            guard shown.url.flatMap({ vault.links.id(in: $0) }) == media.id else { return shown }
            var shown = shown
            shown.mediaType = media.mediaType
            shown.size = media.size
            return shown
        }
        guard described != content else { return }
        message.content = described.encoded()
        try store.update(message)
    }

    private func tell(_ media: MediaRecord, _ store: any StoreTransaction) throws {
        guard let message = media.messageID, let place = media.conversationID,
            let conversation = try store.conversation(app: media.appID, place)
        else { return }
        let now = context.clock.now()
        let url = vault.shownURL(media.id, mediaType: media.mediaType, now: now)
        try EventEmitter(context).emit(
            .parley(.messageMedia(conversation, message: message, media, url: url)), app: media.appID, conversation: place, store, now: now)
    }
}
