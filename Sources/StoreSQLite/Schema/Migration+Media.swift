extension Migration {
    /// Files of messages. Their bytes are outside of the database, named by their hash.
    static let media = Migration(
        name: "005-media",
        sql: """
            CREATE TABLE media(
                id BLOB PRIMARY KEY NOT NULL, app_id BLOB NOT NULL, integration_id BLOB, conversation_id BLOB, message_id BLOB,
                origin TEXT NOT NULL, state TEXT NOT NULL, reference_id TEXT, reference_url TEXT, reference_hash TEXT, media_type TEXT,
                size INTEGER, filename TEXT, sha256 BLOB, failure TEXT) WITHOUT ROWID;
            CREATE INDEX media_message ON media(conversation_id, message_id) WHERE conversation_id IS NOT NULL;
            CREATE INDEX media_sha256 ON media(sha256) WHERE sha256 IS NOT NULL;
            CREATE INDEX media_dropped ON media(id) WHERE state = 'dropped';
            CREATE TABLE uploads(
                integration_id BLOB NOT NULL, sha256 BLOB NOT NULL, external_id TEXT NOT NULL, uploaded_at INTEGER NOT NULL,
                PRIMARY KEY(integration_id, sha256)) WITHOUT ROWID;
            CREATE INDEX uploads_age ON uploads(uploaded_at);

            """)
}
