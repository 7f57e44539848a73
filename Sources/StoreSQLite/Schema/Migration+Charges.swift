extension Migration {
    /// What a provider says of the price of a part, and whether it was counted.
    static let charges = Migration(
        name: "007-charges",
        sql: """
            ALTER TABLE parts ADD COLUMN charge TEXT;
            ALTER TABLE parts ADD COLUMN charged INTEGER NOT NULL DEFAULT 0;
            UPDATE parked SET pricing = NULL;

            """)
}
