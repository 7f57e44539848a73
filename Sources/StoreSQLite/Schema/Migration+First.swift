extension Migration {
    /// Identifiers are blobs of 12 bytes, instants milliseconds since 1970, enumerations their words, JSON text.
    ///
    /// Rows that are long have a rowid table, since in a table without one a row over 1,002 bytes costs a page of its own; all others
    /// are stored in the order of their key. Every further index costs each message, so there is one only where a read needs it.
    static let firstSchema = journal + people + conversations + delivery + queues + settings

    /// The filter's columns stand in the index, so that a search through the journal does not touch the payloads.
    private static let journal = """
        CREATE TABLE journal(
            id BLOB NOT NULL, app_id BLOB NOT NULL, integration_id BLOB NOT NULL, received_at INTEGER NOT NULL, source TEXT NOT NULL,
            verdict TEXT NOT NULL, reason TEXT, payload BLOB NOT NULL);
        CREATE UNIQUE INDEX journal_id ON journal(id, app_id, integration_id, verdict);
        CREATE TABLE event_outcomes(
            entry_id BLOB NOT NULL, position INTEGER NOT NULL, external_id TEXT NOT NULL, type TEXT NOT NULL, result TEXT NOT NULL,
            resource_id BLOB, reason TEXT, PRIMARY KEY(entry_id, position)) WITHOUT ROWID;
        CREATE TABLE externals(
            integration_id BLOB NOT NULL, external_id TEXT NOT NULL, kind TEXT NOT NULL, resource_id BLOB NOT NULL, part INTEGER NOT NULL,
            PRIMARY KEY(integration_id, external_id)) WITHOUT ROWID;
        CREATE INDEX externals_event ON externals(resource_id) WHERE kind = 'event';
        CREATE TABLE parked(
            integration_id BLOB NOT NULL, external_id TEXT NOT NULL, id BLOB NOT NULL, state TEXT NOT NULL, failure TEXT,
            correlation TEXT, pricing TEXT, at INTEGER NOT NULL, received_at INTEGER NOT NULL,
            PRIMARY KEY(integration_id, external_id, id)) WITHOUT ROWID;
        CREATE INDEX parked_id ON parked(id);

        """

    private static let people = """
        CREATE TABLE users(
            id BLOB PRIMARY KEY NOT NULL, app_id BLOB NOT NULL, external_id TEXT, profile TEXT NOT NULL, metadata TEXT NOT NULL,
            created_at INTEGER NOT NULL, signed_up_at INTEGER) WITHOUT ROWID;
        CREATE UNIQUE INDEX users_external ON users(app_id, external_id) WHERE external_id IS NOT NULL;
        CREATE TABLE clients(
            id BLOB PRIMARY KEY NOT NULL, app_id BLOB NOT NULL, integration_id BLOB NOT NULL, user_id BLOB NOT NULL,
            external_id TEXT NOT NULL, phone TEXT, display_name TEXT, status TEXT NOT NULL, linked_at INTEGER NOT NULL,
            last_seen INTEGER NOT NULL, info TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX clients_user ON clients(user_id);
        CREATE TABLE client_addresses(
            integration_id BLOB NOT NULL, address TEXT NOT NULL, app_id BLOB NOT NULL, client_id BLOB NOT NULL, proof TEXT NOT NULL,
            PRIMARY KEY(integration_id, address)) WITHOUT ROWID;
        CREATE INDEX client_addresses_client ON client_addresses(client_id);

        """

    private static let conversations = """
        CREATE TABLE conversations(
            id BLOB PRIMARY KEY NOT NULL, app_id BLOB NOT NULL, user_id BLOB NOT NULL, integration_id BLOB NOT NULL,
            client_id BLOB NOT NULL, status TEXT NOT NULL, is_default INTEGER NOT NULL, display_name TEXT, metadata TEXT NOT NULL,
            created_at INTEGER NOT NULL, closed_at INTEGER, last_updated_at INTEGER NOT NULL, last_customer_message_at INTEGER,
            last_business_message_at INTEGER, unanswered INTEGER NOT NULL, business_last_read INTEGER) WITHOUT ROWID;
        CREATE INDEX conversations_user ON conversations(user_id);
        CREATE INDEX conversations_client ON conversations(client_id);
        CREATE TABLE messages(
            id BLOB PRIMARY KEY NOT NULL, app_id BLOB NOT NULL, conversation_id BLOB NOT NULL, author TEXT NOT NULL, author_user_id BLOB,
            author_name TEXT, received_at INTEGER NOT NULL, stored_at INTEGER NOT NULL, content TEXT NOT NULL, source TEXT NOT NULL,
            metadata TEXT, quoted TEXT, instructions TEXT, versions TEXT) WITHOUT ROWID;
        CREATE INDEX messages_conversation ON messages(conversation_id);

        """

    private static let delivery = """
        CREATE TABLE deliveries(
            message_id BLOB PRIMARY KEY NOT NULL, app_id BLOB NOT NULL, conversation_id BLOB NOT NULL, integration_id BLOB NOT NULL,
            state TEXT NOT NULL, certain INTEGER NOT NULL, failure TEXT, queued_at INTEGER NOT NULL, deadline INTEGER NOT NULL,
            complete INTEGER NOT NULL, next_sequence INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE parts(
            message_id BLOB NOT NULL, step INTEGER NOT NULL, part INTEGER, state TEXT NOT NULL, external_id TEXT, failure TEXT,
            PRIMARY KEY(message_id, step)) WITHOUT ROWID;
        CREATE TABLE attempts(
            message_id BLOB NOT NULL, id BLOB NOT NULL, step INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
            outcome TEXT, http_status INTEGER, failure TEXT, PRIMARY KEY(message_id, id)) WITHOUT ROWID;
        CREATE TABLE ledger(
            message_id BLOB NOT NULL, sequence INTEGER NOT NULL, state TEXT NOT NULL, part INTEGER, at INTEGER NOT NULL,
            received_at INTEGER NOT NULL, source TEXT NOT NULL, failure TEXT, PRIMARY KEY(message_id, sequence)) WITHOUT ROWID;

        """

    private static let queues = """
        CREATE TABLE jobs(
            queue INTEGER NOT NULL, group_id BLOB NOT NULL, lane BLOB NOT NULL, id BLOB NOT NULL, app_id BLOB NOT NULL,
            subject BLOB NOT NULL, run_at INTEGER NOT NULL, attempt INTEGER NOT NULL,
            PRIMARY KEY(queue, group_id, lane, id)) WITHOUT ROWID;
        CREATE TABLE dead_letters(
            app_id BLOB NOT NULL, id BLOB NOT NULL, queue INTEGER NOT NULL, group_id BLOB NOT NULL, lane BLOB NOT NULL,
            subject BLOB NOT NULL, attempts INTEGER NOT NULL, died_at INTEGER NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY(app_id, id)) WITHOUT ROWID;
        CREATE TABLE events(
            id BLOB NOT NULL, app_id BLOB NOT NULL, conversation_id BLOB, type TEXT NOT NULL, created_at INTEGER NOT NULL,
            body TEXT NOT NULL);
        CREATE UNIQUE INDEX events_id ON events(id, app_id);
        CREATE TABLE leases(
            shard INTEGER PRIMARY KEY NOT NULL, owner BLOB, token INTEGER NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;

        """

    private static let settings = """
        CREATE TABLE idempotency(
            app_id BLOB NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL, created_at INTEGER NOT NULL, status INTEGER, body BLOB,
            PRIMARY KEY(app_id, key)) WITHOUT ROWID;
        CREATE INDEX idempotency_created ON idempotency(created_at);
        CREATE TABLE cursors(integration_id BLOB PRIMARY KEY NOT NULL, cursor TEXT NOT NULL) WITHOUT ROWID;

        """
}
