import Core
import Store

extension Client {
    fileprivate static let names = [
        "id", "app_id", "integration_id", "user_id", "external_id", "phone", "display_name", "status", "linked_at", "last_seen", "info",
        "thread_id", "window_opened_at", "window_notice_at", "window_closing_told_at", "window_referred_at", "window_free_until",
    ]
    fileprivate static let columns = names.joined(separator: ", ")

    fileprivate init(row: inout Row) throws {
        try self.init(
            id: row.id(), appID: row.id(), integrationID: row.id(), userID: row.id(), externalID: row.text(), phone: row.optionalText(),
            displayName: row.optionalText(), status: row.word(), linkedAt: row.instant(), lastSeen: row.instant(), info: row.json(),
            threadID: row.optionalID(),
            window: ClientWindow(
                openedAt: row.optionalInstant(), noticeAt: row.optionalInstant(), closingToldFor: row.optionalInstant(),
                referredAt: row.optionalInstant(), freeUntil: row.optionalInstant()))
    }
}

extension Session {
    private static let selectClient = Query("SELECT \(Client.columns) FROM clients WHERE id = ?")
    private static let selectClientByAddress = Query(
        """
        SELECT \(Client.names.map { "clients." + $0 }.joined(separator: ", ")) FROM client_addresses AS known
        CROSS JOIN clients ON clients.id = known.client_id WHERE known.integration_id = ? AND known.address = ?
        """)
    private static let selectClientsOfUser = Query("SELECT \(Client.columns) FROM clients WHERE user_id = ? ORDER BY id")
    private static let insertClient = Query("INSERT INTO clients(\(Client.columns)) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    private static let changes = "phone = ?, display_name = ?, status = ?, last_seen = ?, info = ?, thread_id = ?"
    /// Leaves out the indexed column, so that the usual update touches no index.
    private static let updateClient = Query("UPDATE clients SET \(changes) WHERE id = ? AND user_id = ? AND external_id = ?")
    private static let moveClient = Query("UPDATE clients SET \(changes), user_id = ?, external_id = ? WHERE id = ?")

    func client(_ id: ID) throws -> Client? { try first(Self.selectClient, { $0.bind(id) }, Client.init(row:)) }

    func client(integration: ID, address: String) throws -> Client? {
        try first(Self.selectClientByAddress) {
            $0.bind(integration)
            $0.bind(address)
        } _: {
            try Client(row: &$0)
        }
    }

    func clients(user: ID) throws -> [Client] { try all(Self.selectClientsOfUser, { $0.bind(user) }, Client.init(row:)) }

    func insert(_ client: Client) throws {
        try run(Self.insertClient) {
            $0.bind(client.id)
            $0.bind(client.appID)
            $0.bind(client.integrationID)
            $0.bind(client.userID)
            $0.bind(client.externalID)
            $0.bind(client.phone)
            $0.bind(client.displayName)
            $0.bind(client.status)
            $0.bind(client.linkedAt)
            $0.bind(client.lastSeen)
            $0.bind(client.info)
            $0.bind(client.threadID)
            Self.bind(client.window, to: $0)
        }
        try ownAddress(of: client)
    }

    func update(_ client: Client) throws {
        let isUsual = try changes(Self.updateClient) {
            Self.bindChanges(of: client, to: $0)
            $0.bind(client.id)
            $0.bind(client.userID)
            $0.bind(client.externalID)
        }
        if isUsual { return }
        try change(Self.moveClient, "client") {
            Self.bindChanges(of: client, to: $0)
            $0.bind(client.userID)
            $0.bind(client.externalID)
            $0.bind(client.id)
        }
        try ownAddress(of: client)
    }

    private static func bindChanges(of client: Client, to statement: Statement) {
        statement.bind(client.phone)
        statement.bind(client.displayName)
        statement.bind(client.status)
        statement.bind(client.lastSeen)
        statement.bind(client.info)
        statement.bind(client.threadID)
    }
}

extension Session {
    private static let insertAddress = Query(
        "INSERT OR IGNORE INTO client_addresses(integration_id, address, app_id, client_id, proof) VALUES(?,?,?,?,?)")
    private static let selectAddressOwner = Query("SELECT client_id FROM client_addresses WHERE integration_id = ? AND address = ?")
    private static let selectAddresses = Query("SELECT address FROM client_addresses WHERE client_id = ? ORDER BY address")

    func addresses(client: ID) throws -> [String] { try all(Self.selectAddresses, { $0.bind(client) }, { $0.text() }) }

    func addAddress(_ address: String, proof: AddressProof, to client: Client) throws -> Bool {
        let isNew = try changes(Self.insertAddress) {
            $0.bind(client.integrationID)
            $0.bind(address)
            $0.bind(client.appID)
            $0.bind(client.id)
            $0.bind(proof)
        }
        if isNew { return true }
        let owner = try first(Self.selectAddressOwner) {
            $0.bind(client.integrationID)
            $0.bind(address)
        } _: {
            try $0.id()
        }
        return owner == client.id
    }

    private func ownAddress(of client: Client) throws {
        guard try addAddress(client.externalID, proof: .provider, to: client) else {
            throw StoreProblem.failed("The client's externalID is an address of another client.")
        }
    }
}

extension Session {
    private static let updateWindow = Query(
        """
        UPDATE clients SET window_opened_at = ?, window_notice_at = ?, window_closing_told_at = ?, window_referred_at = ?,
            window_free_until = ? WHERE id = ?
        """)
    /// Leaves out the indexed column, so that the usual update touches no index.
    private static let updateWindowOnly = Query(
        """
        UPDATE clients SET window_opened_at = ?, window_closing_told_at = ?, window_referred_at = ?, window_free_until = ?
        WHERE id = ? AND window_notice_at IS ?
        """)
    private static let selectDueWindows = Query(
        """
        SELECT \(Client.columns) FROM clients WHERE window_notice_at IS NOT NULL AND window_notice_at <= ?
        ORDER BY window_notice_at, id LIMIT ?
        """)
    private static let selectNextNotice = Query("SELECT min(window_notice_at) FROM clients WHERE window_notice_at IS NOT NULL")

    func setWindow(_ window: ClientWindow, client: ID) throws {
        let isUsual = try changes(Self.updateWindowOnly) {
            $0.bind(window.openedAt)
            $0.bind(window.closingToldFor)
            $0.bind(window.referredAt)
            $0.bind(window.freeUntil)
            $0.bind(client)
            $0.bind(window.noticeAt)
        }
        if isUsual { return }
        try run(Self.updateWindow) {
            Self.bind(window, to: $0)
            $0.bind(client)
        }
    }

    func clients(noticeDueBy time: Instant, limit: Int) throws -> [Client] {
        try all(Self.selectDueWindows) {
            $0.bind(time)
            $0.bind(clamped(limit))
        } _: {
            try Client(row: &$0)
        }
    }

    func nextWindowNotice() throws -> Instant? { try first(Self.selectNextNotice, { _ in }, { $0.optionalInstant() }) ?? nil }

    private static func bind(_ window: ClientWindow, to statement: Statement) {
        statement.bind(window.openedAt)
        statement.bind(window.noticeAt)
        statement.bind(window.closingToldFor)
        statement.bind(window.referredAt)
        statement.bind(window.freeUntil)
    }
}
