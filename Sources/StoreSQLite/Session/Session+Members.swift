import Core
import Store

extension Membership {
    fileprivate static let columns = "id, conversation_id, user_id, last_read"

    fileprivate init(row: inout Row) throws {
        try self.init(id: row.id(), conversationID: row.id(), userID: row.id(), lastRead: row.optionalInstant())
    }
}

extension Session {
    private static let selectMembers = Query("SELECT \(Membership.columns) FROM members WHERE conversation_id = ? ORDER BY id")
    private static let insertMember = Query("INSERT INTO members(\(Membership.columns)) VALUES(?,?,?,?)")
    private static let updateMember = Query("UPDATE members SET last_read = ? WHERE conversation_id = ? AND user_id = ?")
    private static let deleteMember = Query("DELETE FROM members WHERE conversation_id = ? AND user_id = ?")
    private static let deleteMembers = Query("DELETE FROM members WHERE conversation_id = ?")
    private static let names = Conversation.columns.split(separator: ",").map { "c." + $0.filter { !" \n".contains($0) } }
    private static let columns = names.joined(separator: ", ")
    private static let selectRising = Query(
        """
        SELECT \(columns) FROM members AS m CROSS JOIN conversations AS c ON c.id = m.conversation_id
        WHERE m.user_id = ? AND m.conversation_id > ? ORDER BY m.conversation_id LIMIT ?
        """)
    private static let selectFalling = Query(
        """
        SELECT \(columns) FROM members AS m CROSS JOIN conversations AS c ON c.id = m.conversation_id
        WHERE m.user_id = ? AND m.conversation_id < ? ORDER BY m.conversation_id DESC LIMIT ?
        """)

    /// The page's groups that the user takes part in.
    func groups(user: ID, page: PageRequest) throws -> [Conversation] {
        try all(page.before == nil ? Self.selectRising : Self.selectFalling) {
            $0.bind(user)
            $0.bind(page.before ?? page.after ?? .first)
            $0.bind(clamped(page.limit))
        } _: {
            try Conversation(row: &$0)
        }
    }

    func members(conversation: ID) throws -> [Membership] {
        try all(Self.selectMembers, { $0.bind(conversation) }, Membership.init(row:))
    }

    func insert(_ membership: Membership) throws {
        try run(Self.insertMember) {
            $0.bind(membership.id)
            $0.bind(membership.conversationID)
            $0.bind(membership.userID)
            $0.bind(membership.lastRead)
        }
    }

    func update(_ membership: Membership) throws {
        try change(Self.updateMember, "member") {
            $0.bind(membership.lastRead)
            $0.bind(membership.conversationID)
            $0.bind(membership.userID)
        }
    }

    func remove(member user: ID, conversation: ID) throws -> Bool {
        try changes(Self.deleteMember) {
            $0.bind(conversation)
            $0.bind(user)
        }
    }

    func removeMembers(conversation: ID) throws { try run(Self.deleteMembers) { $0.bind(conversation) } }
}
