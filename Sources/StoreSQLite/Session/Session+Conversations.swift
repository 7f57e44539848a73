import Core
import Store

extension Conversation {
    static let columns = """
        id, app_id, user_id, integration_id, client_id, status, is_default, display_name, metadata, created_at, closed_at, \
        last_updated_at, last_customer_message_at, last_business_message_at, unanswered, business_last_read, kind, description, icon_url, \
        control
        """

    init(row: inout Row) throws {
        try self.init(
            id: row.id(), appID: row.id(), userID: row.id(), integrationID: row.id(), clientID: row.id(), status: row.word(),
            isDefault: row.bool(), displayName: row.optionalText(), metadata: row.json(), createdAt: row.instant(),
            closedAt: row.optionalInstant(), lastUpdatedAt: row.instant(), lastCustomerMessageAt: row.optionalInstant(),
            lastBusinessMessageAt: row.optionalInstant(), unanswered: row.bool(), businessLastRead: row.optionalInstant())
        kind = try row.word()
        description = row.optionalText()
        iconURL = row.optionalText()
        control = row.optionalJSON()
    }
}

extension Session {
    private static let selectConversation = Query("SELECT \(Conversation.columns) FROM conversations WHERE id = ? AND app_id = ?")
    private static let selectLatest = Query(
        "SELECT \(Conversation.columns) FROM conversations WHERE client_id = ? AND kind = 'personal' ORDER BY id DESC LIMIT 1")
    private static let selectRising = Query(
        "SELECT \(Conversation.columns) FROM conversations WHERE user_id = ? AND id > ? AND kind <> 'invitation' ORDER BY id LIMIT ?")
    private static let selectFalling = Query(
        "SELECT \(Conversation.columns) FROM conversations WHERE user_id = ? AND id < ? AND kind <> 'invitation' ORDER BY id DESC LIMIT ?")
    private static let selectSweep = Query("SELECT \(Conversation.columns) FROM conversations WHERE id > ? ORDER BY id LIMIT ?")

    func conversation(app: ID, _ id: ID) throws -> Conversation? {
        try first(Self.selectConversation) {
            $0.bind(id)
            $0.bind(app)
        } _: {
            try Conversation(row: &$0)
        }
    }

    func latestConversation(client: ID) throws -> Conversation? {
        try first(Self.selectLatest, { $0.bind(client) }, Conversation.init(row:))
    }

    func conversations(user: ID, page: PageRequest) throws -> [Conversation] {
        let own = try all(page.before == nil ? Self.selectRising : Self.selectFalling) {
            $0.bind(user)
            $0.bind(page.before ?? page.after ?? .first)
            $0.bind(clamped(page.limit))
        } _: {
            try Conversation(row: &$0)
        }
        let groups = try groups(user: user, page: page)
        if groups.isEmpty { return own }
        let sorted = (own + groups).sorted { page.before == nil ? $0.id < $1.id : $0.id > $1.id }
        return Array(sorted.prefix(clamped(page.limit)))
    }

    func conversations(after: ID, limit: Int) throws -> [Conversation] {
        try all(Self.selectSweep) {
            $0.bind(after)
            $0.bind(clamped(limit))
        } _: {
            try Conversation(row: &$0)
        }
    }
}

extension Session {
    private static let insertConversation = Query(
        "INSERT INTO conversations(\(Conversation.columns)) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    private static let changes = """
        integration_id = ?, status = ?, is_default = ?, display_name = ?, metadata = ?, closed_at = ?, last_updated_at = ?, \
        last_customer_message_at = ?, last_business_message_at = ?, unanswered = ?, business_last_read = ?, description = ?, icon_url = ?, \
        control = ?
        """
    /// Leaves out the indexed columns, so that the usual update touches no index.
    private static let updateConversation = Query(
        "UPDATE conversations SET \(changes) WHERE id = ? AND user_id = ? AND client_id = ?")
    private static let moveConversation = Query("UPDATE conversations SET \(changes), user_id = ?, client_id = ? WHERE id = ?")

    func insert(_ conversation: Conversation) throws {
        try run(Self.insertConversation) {
            $0.bind(conversation.id)
            $0.bind(conversation.appID)
            $0.bind(conversation.userID)
            $0.bind(conversation.integrationID)
            $0.bind(conversation.clientID)
            $0.bind(conversation.status)
            $0.bind(conversation.isDefault)
            $0.bind(conversation.displayName)
            $0.bind(conversation.metadata)
            $0.bind(conversation.createdAt)
            $0.bind(conversation.closedAt)
            $0.bind(conversation.lastUpdatedAt)
            $0.bind(conversation.lastCustomerMessageAt)
            $0.bind(conversation.lastBusinessMessageAt)
            $0.bind(conversation.unanswered)
            $0.bind(conversation.businessLastRead)
            $0.bind(conversation.kind)
            $0.bind(conversation.description)
            $0.bind(conversation.iconURL)
            $0.bind(conversation.control)
        }
    }

    func update(_ conversation: Conversation) throws {
        let isUsual = try changes(Self.updateConversation) {
            Self.bindChanges(of: conversation, to: $0)
            $0.bind(conversation.id)
            $0.bind(conversation.userID)
            $0.bind(conversation.clientID)
        }
        if isUsual { return }
        try change(Self.moveConversation, "conversation") {
            Self.bindChanges(of: conversation, to: $0)
            $0.bind(conversation.userID)
            $0.bind(conversation.clientID)
            $0.bind(conversation.id)
        }
    }

    private static func bindChanges(of conversation: Conversation, to statement: Statement) {
        statement.bind(conversation.integrationID)
        statement.bind(conversation.status)
        statement.bind(conversation.isDefault)
        statement.bind(conversation.displayName)
        statement.bind(conversation.metadata)
        statement.bind(conversation.closedAt)
        statement.bind(conversation.lastUpdatedAt)
        statement.bind(conversation.lastCustomerMessageAt)
        statement.bind(conversation.lastBusinessMessageAt)
        statement.bind(conversation.unanswered)
        statement.bind(conversation.businessLastRead)
        statement.bind(conversation.description)
        statement.bind(conversation.iconURL)
        statement.bind(conversation.control)
    }
}
