import ConnectorKit
import Core
import Media
import Store

/// The files of the worker that a message of the business names.
struct OutboundFiles: Sendable {
    /// By the URL in the content.
    private(set) var files: [String: OutboundFile] = [:]
    /// Records by the same URLs.
    private(set) var records: [String: MediaRecord] = [:]
    /// Why the message cannot go: a URL of ours whose file is not here.
    private(set) var failure: Failure?
    private let vault: MediaVault?
    private let now: Instant

    /// Looks the files up. URLs of others are not looked at.
    init(
        _ content: Content, app: ID, integration: IntegrationEntry, vault: MediaVault?, _ store: any StoreReader, now: Instant
    ) throws {
        self.vault = vault
        self.now = now
        guard let vault else { return }
        for url in content.media.compactMap(\.url) where files[url] == nil {
            guard let id = vault.links.id(in: url) else { continue }
            guard let record = try store.media(id), record.appID == app, record.state == .stored, let sha256 = record.sha256,
                let size = record.size
            else {
                failure = Failure(.mediaUnavailable, detail: "The file is not kept here. Send it again.")
                continue
            }
            let type = record.mediaType ?? FileType.unknown
            let file = StoredFile(sha256: sha256, size: size, mediaType: type, path: vault.folder.path(of: sha256))
            records[url] = record
            files[url] = OutboundFile(
                file: file, filename: record.filename, link: vault.providerURL(id, mediaType: type, now: now),
                upload: try Self.upload(sha256, integration, store, now))
        }
    }

    /// The provider's id of the bytes, while it is good for longer than a send takes.
    private static func upload(_ sha256: [UInt8], _ integration: IntegrationEntry, _ store: any StoreReader, _ now: Instant) throws
        -> String?
    {
        guard let life = integration.channel.capabilities.media?.uploadLife,
            let upload = try store.upload(integration: integration.id, sha256: sha256), now < upload.uploadedAt + life - .minutes(10)
        else { return nil }
        return upload.externalID
    }

    /// Why the message cannot be sent, by what is known of its files before any call. A body of the provider's own is not looked into.
    func refusal(of message: OutboundMessage, by integration: IntegrationEntry) -> Failure? {
        guard message.override == nil else { return nil }
        if let failure { return failure }
        guard let rules = integration.channel.capabilities.media else { return nil }
        for media in message.content.media {
            if let refusal = rules.refusal(of: media, file: media.url.flatMap { files[$0]?.file }) { return refusal }
        }
        return nil
    }

    /// The content with what is known of its file. A `file` is shown by the kind of its real type.
    func described(_ content: Content) -> Content {
        content.mapMedia { media in
            guard let url = media.url, let file = files[url] else { return media }
            var media = media
            media.mediaType = file.file.mediaType
            media.size = file.file.size
            media.filename = media.filename ?? file.filename
            // What was posted as a picture stays one: if the channel does not take its type as a picture, the poster must be told.
            if case .file = content { media.kind = FileType.kind(of: file.file.mediaType) }
            return media
        }
    }

    /// Gives the files to a message: they are deleted with it. Of a file that another message has already, the message gets a record of its
    /// own, over the same bytes, so that neither goes with the other. Returns the content with the addresses of what is its own.
    func give(
        _ content: Content, to message: ID, in conversation: ID, _ store: any StoreTransaction, newID: () -> ID
    ) throws -> Content {
        var moved: [String: String] = [:]
        for (url, known) in records.sorted(by: { $0.key < $1.key }) {
            var record = known
            record.messageID = message
            record.conversationID = conversation
            guard known.messageID != nil, let vault else {
                try store.update(record)
                continue
            }
            record.id = newID()
            try store.insert(record)
            moved[url] = vault.shownURL(record.id, mediaType: record.mediaType, now: now)
        }
        return moved.isEmpty ? content : content.movingMedia(moved)
    }
}

extension OutboundMessage {
    /// The provider has the bytes now, under `id`.
    mutating func uploaded(_ file: StoredFile, as id: String) {
        for (url, known) in files where known.file.sha256 == file.sha256 { files[url]?.upload = id }
    }
}

extension MediaVault {
    /// A public URL for a provider. The same within an hour, so that a repeated request is the same request.
    func providerURL(_ id: ID, mediaType: String, now: Instant) -> String? {
        guard links.isPublic else { return nil }
        let hour = Int64(3600)
        let start = Instant(seconds: (now.seconds / hour + 1) * hour)
        return links.url(id, until: start + settings.providerLinkLife, mediaType: mediaType)
    }
}
