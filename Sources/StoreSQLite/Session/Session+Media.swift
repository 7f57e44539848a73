import Core
import Store

extension MediaRecord {
    fileprivate static let columns = """
        id, app_id, integration_id, conversation_id, message_id, origin, state, reference_id, reference_url, reference_hash, media_type,
        size, filename, sha256, failure
        """

    fileprivate init(row: inout Row) throws {
        try self.init(
            id: row.id(), appID: row.id(), integrationID: row.optionalID(), conversationID: row.optionalID(), messageID: row.optionalID(),
            origin: row.word(), state: row.word(), reference: Self.reference(&row), mediaType: row.optionalText(), size: row.optionalInt(),
            filename: row.optionalText(), sha256: row.optionalBytes(), failure: row.failure())
    }

    private static func reference(_ row: inout Row) -> MediaReference? {
        let (id, url, hash) = (row.optionalText(), row.optionalText(), row.optionalText())
        return id.map { MediaReference(id: $0, url: url, sha256: hash) }
    }
}

extension Session {
    private static let selectMedia = Query("SELECT \(MediaRecord.columns) FROM media WHERE id = ?")
    private static let selectOfMessage = Query(
        "SELECT \(MediaRecord.columns) FROM media WHERE conversation_id = ? AND message_id = ? ORDER BY id")
    private static let selectDropped = Query("SELECT \(MediaRecord.columns) FROM media WHERE state = 'dropped' ORDER BY id LIMIT ?")
    private static let selectOld = Query("SELECT \(MediaRecord.columns) FROM media WHERE id < ? ORDER BY id LIMIT ?")
    private static let selectSharer = Query("SELECT 1 FROM media WHERE sha256 = ? AND id <> ? LIMIT 1")
    private static let insertMedia = Query("INSERT INTO media(\(MediaRecord.columns)) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    private static let updateMedia = Query(
        """
        UPDATE media SET conversation_id = ?, message_id = ?, state = ?, reference_id = ?, reference_url = ?, reference_hash = ?,
            media_type = ?, size = ?, filename = ?, sha256 = ?, failure = ?
        WHERE id = ?
        """)
    private static let dropOfMessage = Query(
        "UPDATE media SET state = 'dropped' WHERE conversation_id = ?1 AND (?2 IS NULL OR message_id = ?2)")
    private static let deleteMedia = Query("DELETE FROM media WHERE id = ?")

    func media(_ id: ID) throws -> MediaRecord? { try first(Self.selectMedia, { $0.bind(id) }, MediaRecord.init(row:)) }

    func media(conversation: ID, message: ID) throws -> [MediaRecord] {
        try all(Self.selectOfMessage) {
            $0.bind(conversation)
            $0.bind(message)
        } _: {
            try MediaRecord(row: &$0)
        }
    }

    func outdatedMedia(before id: ID, limit: Int) throws -> [MediaRecord] {
        let dropped = try all(Self.selectDropped) {
            $0.bind(clamped(limit))
        } _: {
            try MediaRecord(row: &$0)
        }
        if dropped.count >= limit { return dropped }
        let old = try all(Self.selectOld) {
            $0.bind(id)
            $0.bind(clamped(limit))
        } _: {
            try MediaRecord(row: &$0)
        }
        return dropped + old.filter { $0.state != .dropped }.prefix(limit - dropped.count)
    }

    func sharesBytes(_ media: MediaRecord) throws -> Bool {
        guard let sha256 = media.sha256 else { return false }
        let other = try first(Self.selectSharer) {
            $0.bind(sha256)
            $0.bind(media.id)
        } _: {
            $0.int()
        }
        return other != nil
    }

    func insert(_ media: MediaRecord) throws {
        try run(Self.insertMedia) {
            $0.bind(media.id)
            $0.bind(media.appID)
            $0.bind(media.integrationID)
            $0.bind(media.conversationID)
            $0.bind(media.messageID)
            $0.bind(media.origin)
            $0.bind(media.state)
            $0.bindRest(of: media)
        }
    }

    func update(_ media: MediaRecord) throws {
        try change(Self.updateMedia, "media") {
            $0.bind(media.conversationID)
            $0.bind(media.messageID)
            $0.bind(media.state)
            $0.bindRest(of: media)
            $0.bind(media.id)
        }
    }

    func dropMedia(conversation: ID, message: ID?) throws {
        try run(Self.dropOfMessage) {
            $0.bind(conversation)
            $0.bind(message)
        }
    }

    func remove(media id: ID) throws { try run(Self.deleteMedia) { $0.bind(id) } }
}

extension Statement {
    fileprivate func bindRest(of media: MediaRecord) {
        bind(media.reference?.id)
        bind(media.reference?.url)
        bind(media.reference?.sha256)
        bind(media.mediaType)
        bind(media.size)
        bind(media.filename)
        bind(media.sha256)
        bind(media.failure?.stored)
    }
}

extension Session {
    private static let selectUpload = Query("SELECT external_id, uploaded_at FROM uploads WHERE integration_id = ? AND sha256 = ?")
    private static let putUpload = Query(
        "INSERT OR REPLACE INTO uploads(integration_id, sha256, external_id, uploaded_at) VALUES(?,?,?,?)")

    func upload(integration: ID, sha256: [UInt8]) throws -> MediaUpload? {
        try first(Self.selectUpload) {
            $0.bind(integration)
            $0.bind(sha256)
        } _: {
            MediaUpload(integrationID: integration, sha256: sha256, externalID: $0.text(), uploadedAt: $0.instant())
        }
    }

    func put(_ upload: MediaUpload) throws {
        try run(Self.putUpload) {
            $0.bind(upload.integrationID)
            $0.bind(upload.sha256)
            $0.bind(upload.externalID)
            $0.bind(upload.uploadedAt)
        }
    }
}
