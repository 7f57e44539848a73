extension Migration {
    /// Messages are long rows: in a table stored by key, six of them fill an inner page, so that ten million lay ten levels deep and each
    /// insert rewrote inner pages as well. Events are looked up by their app, so that the stream of a quiet app does not walk over those
    /// of a busy one.
    static let messageRows = Migration(
        name: "003-message-rows",
        sql: """
            CREATE TABLE message_rows(
                id BLOB NOT NULL, app_id BLOB NOT NULL, conversation_id BLOB NOT NULL, author TEXT NOT NULL, author_user_id BLOB,
                author_name TEXT, received_at INTEGER NOT NULL, stored_at INTEGER NOT NULL, content TEXT NOT NULL, source TEXT NOT NULL,
                metadata TEXT, quoted TEXT, instructions TEXT, versions TEXT);
            INSERT INTO message_rows(
                id, app_id, conversation_id, author, author_user_id, author_name, received_at, stored_at, content, source, metadata, quoted,
                instructions, versions)
            SELECT id, app_id, conversation_id, author, author_user_id, author_name, received_at, stored_at, content, source, metadata,
                quoted, instructions, versions FROM messages ORDER BY id;
            DROP TABLE messages;
            ALTER TABLE message_rows RENAME TO messages;
            CREATE UNIQUE INDEX messages_id ON messages(id);
            CREATE INDEX messages_conversation ON messages(conversation_id, id);
            CREATE UNIQUE INDEX events_app ON events(app_id, id);
            DROP INDEX events_id;

            """)
}
