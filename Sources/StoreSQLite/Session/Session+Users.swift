import Core
import Store

extension User {
    fileprivate static let columns = "id, app_id, external_id, profile, metadata, created_at, signed_up_at"

    fileprivate init(row: inout Row) throws {
        try self.init(
            id: row.id(), appID: row.id(), externalID: row.optionalText(), profile: row.json(), metadata: row.json(),
            createdAt: row.instant(), signedUpAt: row.optionalInstant())
    }
}

extension Session {
    private static let selectUser = Query("SELECT \(User.columns) FROM users WHERE id = ? AND app_id = ?")
    private static let selectUserByExternal = Query("SELECT \(User.columns) FROM users WHERE app_id = ? AND external_id = ?")
    private static let selectUsersByEmail = Query(
        """
        SELECT \(User.columns) FROM users WHERE app_id = ? AND json_extract(profile, '$.email') IS NOT NULL
            AND lower(json_extract(profile, '$.email')) = lower(?) ORDER BY id LIMIT ?
        """)
    private static let insertUser = Query("INSERT INTO users(\(User.columns)) VALUES(?,?,?,?,?,?,?)")
    private static let updateUser = Query(
        "UPDATE users SET external_id = ?, profile = ?, metadata = ?, signed_up_at = ? WHERE id = ? AND app_id = ?")

    func user(app: ID, _ id: ID) throws -> User? {
        try first(Self.selectUser) {
            $0.bind(id)
            $0.bind(app)
        } _: {
            try User(row: &$0)
        }
    }

    func user(app: ID, externalID: String) throws -> User? {
        try first(Self.selectUserByExternal) {
            $0.bind(app)
            $0.bind(externalID)
        } _: {
            try User(row: &$0)
        }
    }

    func users(app: ID, email: String, limit: Int) throws -> [User] {
        try all(Self.selectUsersByEmail) {
            $0.bind(app)
            $0.bind(email)
            $0.bind(clamped(limit))
        } _: {
            try User(row: &$0)
        }
    }

    func insert(_ user: User) throws {
        try run(Self.insertUser) {
            $0.bind(user.id)
            $0.bind(user.appID)
            $0.bind(user.externalID)
            $0.bind(user.profile)
            $0.bind(user.metadata)
            $0.bind(user.createdAt)
            $0.bind(user.signedUpAt)
        }
    }

    func update(_ user: User) throws {
        try change(Self.updateUser, "user") {
            $0.bind(user.externalID)
            $0.bind(user.profile)
            $0.bind(user.metadata)
            $0.bind(user.signedUpAt)
            $0.bind(user.id)
            $0.bind(user.appID)
        }
    }
}
