extension Migration {
    /// Groups, transfer between channels, deletion in steps, finding users by address.
    ///
    /// A conversation's new columns are null for nearly all, and then cost a byte each. The index on addresses leaves out users without one.
    static let members = Migration(
        name: "004-members",
        sql: """
            ALTER TABLE conversations ADD COLUMN kind TEXT NOT NULL DEFAULT 'personal';
            ALTER TABLE conversations ADD COLUMN description TEXT;
            ALTER TABLE conversations ADD COLUMN icon_url TEXT;
            ALTER TABLE conversations ADD COLUMN control TEXT;
            ALTER TABLE clients ADD COLUMN thread_id BLOB;
            CREATE TABLE members(
                conversation_id BLOB NOT NULL, user_id BLOB NOT NULL, id BLOB NOT NULL, last_read INTEGER,
                PRIMARY KEY(conversation_id, user_id)) WITHOUT ROWID;
            CREATE INDEX members_user ON members(user_id, conversation_id);
            CREATE TABLE removals(
                id BLOB PRIMARY KEY NOT NULL, app_id BLOB NOT NULL, kind TEXT NOT NULL, subject BLOB NOT NULL,
                external_id TEXT) WITHOUT ROWID;
            CREATE INDEX users_email ON users(app_id, lower(json_extract(profile, '$.email')))
                WHERE json_extract(profile, '$.email') IS NOT NULL;

            """)
}
