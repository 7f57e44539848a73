extension Migration {
    /// Names are blobs, so that they compare by their bytes, and a range of them is all names with a prefix.
    static let documents = Migration(
        name: "002-documents",
        sql: """
            CREATE TABLE documents(
                app_id BLOB NOT NULL, kind TEXT NOT NULL, name BLOB NOT NULL, updated_at INTEGER NOT NULL, body TEXT NOT NULL);
            CREATE UNIQUE INDEX documents_name ON documents(app_id, kind, name);
            CREATE TABLE counters(
                app_id BLOB NOT NULL, name BLOB NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(app_id, name)) WITHOUT ROWID;

            """)
}
