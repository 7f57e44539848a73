import Core
import Store

extension MessageRecord {
    fileprivate static let columns = """
        id, app_id, conversation_id, author, author_user_id, author_name, received_at, stored_at, content, source, metadata, quoted, \
        instructions, versions
        """

    fileprivate init(row: inout Row) throws {
        try self.init(
            id: row.id(), appID: row.id(), conversationID: row.id(), author: row.word(), authorUserID: row.optionalID(),
            authorName: row.optionalText(), receivedAt: row.instant(), storedAt: row.instant(), content: row.json(), source: row.json(),
            metadata: row.optionalJSON(), quoted: row.optionalJSON(), instructions: row.optionalJSON(), versions: row.optionalJSON())
    }
}

extension Session {
    private static let selectMessage = Query("SELECT \(MessageRecord.columns) FROM messages WHERE id = ? AND app_id = ?")
    private static let selectRising = Query(
        "SELECT \(MessageRecord.columns) FROM messages WHERE conversation_id = ? AND id > ? ORDER BY id LIMIT ?")
    private static let selectFalling = Query(
        "SELECT \(MessageRecord.columns) FROM messages WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?")
    private static let insertMessage = Query(
        "INSERT INTO messages(\(MessageRecord.columns)) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    private static let updateMessage = Query(
        "UPDATE messages SET content = ?, metadata = ?, quoted = ?, versions = ? WHERE id = ? AND app_id = ?")

    func message(app: ID, _ id: ID) throws -> MessageRecord? {
        try first(Self.selectMessage) {
            $0.bind(id)
            $0.bind(app)
        } _: {
            try MessageRecord(row: &$0)
        }
    }

    func messages(conversation: ID, page: PageRequest) throws -> [MessageRecord] {
        let isRising = page.after != nil && page.before == nil
        let found = try all(isRising ? Self.selectRising : Self.selectFalling) {
            $0.bind(conversation)
            $0.bind(page.before ?? page.after ?? .last)
            $0.bind(clamped(page.limit))
        } _: {
            try MessageRecord(row: &$0)
        }
        return isRising ? found : found.reversed()
    }

    func insert(_ message: MessageRecord) throws {
        try run(Self.insertMessage) {
            $0.bind(message.id)
            $0.bind(message.appID)
            $0.bind(message.conversationID)
            $0.bind(message.author)
            $0.bind(message.authorUserID)
            $0.bind(message.authorName)
            $0.bind(message.receivedAt)
            $0.bind(message.storedAt)
            $0.bind(message.content)
            $0.bind(message.source)
            $0.bind(message.metadata)
            $0.bind(message.quoted)
            $0.bind(message.instructions)
            $0.bind(message.versions)
        }
    }

    func update(_ message: MessageRecord) throws {
        try change(Self.updateMessage, "message") {
            $0.bind(message.content)
            $0.bind(message.metadata)
            $0.bind(message.quoted)
            $0.bind(message.versions)
            $0.bind(message.id)
            $0.bind(message.appID)
        }
    }
}
