import Core
import MockKit

/// All that the provider knows. A value: changed only under the lock of `WhatsAppMock`.
struct MockState {
    /// The most customers, media files and message ids that are kept; the oldest ids go first.
    static let limit = 200_000

    var settings = Settings()
    var identity: GraphIdentity
    var numbers: [String: BusinessNumber] = [:]
    /// By number id and WhatsApp id or user id, see `key`.
    var customers: [String: Customer] = [:]
    var templates = Template.preset
    var media = MediaStore()
    /// Inbound messages, which may be marked as read.
    var inboundIDs = RecentIDs()
    /// Reactions, which may not be reacted to.
    var reactionIDs = RecentIDs()
    /// Changes that wait for others, to go in one body.
    var batches: [String: [Change]] = [:]

    init(seed: UInt64) { identity = GraphIdentity(seed: seed) }

    static func key(_ numberID: String, _ user: String) -> String { numberID + "/" + user }

    /// The customer of a number under a WhatsApp id or a user id.
    func customer(_ numberID: String, _ user: String) -> Customer? { customers[Self.key(numberID, user)] }

    /// Files a customer under all ids it has.
    mutating func keep(_ customer: Customer, of numberID: String) {
        if customers.count >= 2 * Self.limit { customers.removeAll() }
        if let waID = customer.waID { customers[Self.key(numberID, waID)] = customer }
        if let userID = customer.userID { customers[Self.key(numberID, userID)] = customer }
    }

    /// The WhatsApp id of a number that the business wrote: a form under which the customer is known, else the likeliest.
    func waID(_ digits: String, of numberID: String) -> String {
        let forms = PhoneNumbers.forms(digits)
        return forms.first { customers[Self.key(numberID, $0)] != nil } ?? forms[0]
    }
}

/// The latest ids of a kind.
struct RecentIDs {
    private var ids: Set<String> = []
    private var older: Set<String> = []

    mutating func insert(_ id: String) {
        if ids.count >= MockState.limit {
            older = ids
            ids = []
        }
        ids.insert(id)
    }

    func contains(_ id: String) -> Bool { ids.contains(id) || older.contains(id) }
}
