import Core
import Store

extension Session {
    private static let columns = "app_id, kind, name, body, updated_at"
    private static let selectDocument = Query("SELECT \(columns) FROM documents WHERE app_id = ? AND kind = ? AND name = ?")
    private static let selectDocuments = Query(
        """
        SELECT \(columns) FROM documents WHERE app_id = ? AND kind = ? AND name >= ? AND name < ? AND (?5 IS NULL OR name > ?5)
        ORDER BY name LIMIT ?6
        """)
    private static let putDocument = Query(
        """
        INSERT INTO documents(\(columns)) VALUES(?,?,?,?,?)
        ON CONFLICT(app_id, kind, name) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at
        """)
    private static let deleteDocument = Query("DELETE FROM documents WHERE app_id = ? AND kind = ? AND name = ?")

    func document(app: ID, kind: DocumentKind, name: String) throws -> Document? {
        try first(Self.selectDocument) {
            $0.bind(app)
            $0.bind(kind)
            $0.bind(Array(name.utf8))
        } _: {
            try Document(row: &$0)
        }
    }

    func documents(app: ID, kind: DocumentKind, prefix: String, after: String?, limit: Int) throws -> [Document] {
        try all(Self.selectDocuments) {
            $0.bind(app)
            $0.bind(kind)
            $0.bind(names: prefix, after: after, limit: limit)
        } _: {
            try Document(row: &$0)
        }
    }

    func put(_ document: Document) throws {
        try document.checkBounds()
        try run(Self.putDocument) {
            $0.bind(document.appID)
            $0.bind(document.kind)
            $0.bind(Array(document.name.utf8))
            $0.bind(document.body)
            $0.bind(document.updatedAt)
        }
    }

    func remove(app: ID, kind: DocumentKind, name: String) throws -> Bool {
        try changes(Self.deleteDocument) {
            $0.bind(app)
            $0.bind(kind)
            $0.bind(Array(name.utf8))
        }
    }
}

extension Document {
    fileprivate init(row: inout Row) throws {
        try self.init(appID: row.id(), kind: row.word(), name: row.text(), body: row.json(), updatedAt: row.instant())
    }
}

extension Statement {
    /// Binds the range of the names that begin with `prefix`, where to go on, and the limit.
    func bind(names prefix: String, after: String?, limit: Int) {
        bind(Array(prefix.utf8))
        // No UTF-8 text holds the byte 0xFF, so this is greater than every name with the prefix.
        bind(prefix.utf8 + [0xFF])
        bind(after.map { Array($0.utf8) })
        bind(clamped(limit))
    }
}
