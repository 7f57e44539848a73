internal import Core
internal import JSONKit

/// The ids that Meta gives for one person. Each may be absent.
struct PersonIDs: Hashable {
    /// The WhatsApp id: a telephone number in digits.
    var waID: String?
    /// The business-scoped user id, such as `US.4827100093355181`.
    var userID: String?
    /// The same across linked business portfolios.
    var parentUserID: String?

    /// Whether one of them is `id`, which is not empty.
    func contains(_ id: String) -> Bool { waID == id || userID == id || parentUserID == id }

    /// In the order in which to answer to them: a phone number reaches more kinds of messages.
    var all: [String] {
        var all: [String] = []
        for id in [waID, userID, parentUserID] { if let id, !id.isEmpty, !all.contains(id) { all.append(id) } }
        return all
    }
}

/// The `contacts` of a value, found by id and never by position.
struct ContactBook {
    /// One element; all of it may be absent.
    struct Contact {
        let ids: PersonIDs
        let name: String?
        let username: String?

        init(_ json: JSON) {
            ids = PersonIDs(
                waID: json["wa_id"].stringOrNumber, userID: json["user_id"].string, parentUserID: json["parent_user_id"].string)
            name = json["profile"]["name"].string
            username = json["profile"]["username"].string
        }
    }

    private let contacts: [Contact]
    /// Where each id stands; empty when there are so few that looking through them is faster.
    private let places: [String: Int]
    private static let few = 4

    init(_ json: JSON) {
        contacts = json.array.map { Contact($0) }
        var places: [String: Int] = [:]
        guard contacts.count > Self.few else {
            self.places = places
            return
        }
        for (place, contact) in contacts.enumerated() {
            for id in contact.ids.all where places[id] == nil { places[id] = place }
        }
        self.places = places
    }

    /// Everything known of a person; nil when there is no address at all.
    func sender(_ given: PersonIDs, group: String? = nil) -> Sender? {
        let names = given.all
        // An item without any id can only be about the one person that is named.
        let contact = names.lazy.compactMap { named($0) }.first ?? (names.isEmpty && contacts.count == 1 ? contacts[0] : nil)
        let ids = PersonIDs(
            waID: given.waID ?? contact?.ids.waID, userID: given.userID ?? contact?.ids.userID,
            parentUserID: given.parentUserID ?? contact?.ids.parentUserID)
        let addresses = ids.all
        guard !addresses.isEmpty else { return nil }
        return Sender(
            addresses: addresses, phone: ids.waID.flatMap(Self.phone), displayName: contact?.name, username: contact?.username, group: group
        )
    }

    /// The first contact that has the id.
    private func named(_ id: String) -> Contact? {
        contacts.count > Self.few ? places[id].map { contacts[$0] } : contacts.first { $0.ids.contains(id) }
    }

    /// The id when it is a telephone number.
    static func phone(_ waID: String) -> String? {
        !waID.isEmpty && waID.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? waID : nil
    }
}
