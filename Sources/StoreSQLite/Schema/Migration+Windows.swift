extension Migration {
    /// Windows belong to clients. Those that are open when the step is taken come from the conversations, and have no notices.
    static let windows = Migration(
        name: "006-windows",
        sql: """
            ALTER TABLE clients ADD COLUMN window_opened_at INTEGER;
            ALTER TABLE clients ADD COLUMN window_notice_at INTEGER;
            ALTER TABLE clients ADD COLUMN window_closing_told_at INTEGER;
            ALTER TABLE clients ADD COLUMN window_referred_at INTEGER;
            ALTER TABLE clients ADD COLUMN window_free_until INTEGER;
            UPDATE clients SET window_opened_at =
                (SELECT max(last_customer_message_at) FROM conversations WHERE conversations.client_id = clients.id);
            CREATE INDEX clients_window_notice ON clients(window_notice_at) WHERE window_notice_at IS NOT NULL;

            """)
}
