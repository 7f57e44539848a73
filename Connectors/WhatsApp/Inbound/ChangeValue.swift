internal import ConnectorKit
internal import Core
internal import JSONKit

/// The `value` of one change, with what is known around it.
struct ChangeValue {
    /// The `value` object.
    let json: JSON
    /// The subscription field that it came for; empty when unreadable.
    let field: String
    /// `entry.time` as text, empty when absent: tells equal notices of different times apart.
    let entryTime: String
    /// The phone number that it names, if that is not ours.
    let otherNumber: String?
    /// False when it names a business account that is not ours.
    let isOfOurBusiness: Bool
    /// Who is named in `contacts`.
    let contacts: ContactBook
    private let at: Instant

    init(_ change: JSON, in entry: JSON, account: WhatsAppAccount, receivedAt: Instant) {
        json = change["value"]
        field = change["field"].string ?? ""
        entryTime = entry["time"].stringOrNumber ?? ""
        let number = json["metadata"]["phone_number_id"].stringOrNumber
        otherNumber = number == account.phoneNumberID ? nil : number
        let business = entry["id"].stringOrNumber
        // A value that names our number is ours, whatever the id around it.
        isOfOurBusiness =
            otherNumber == nil
            && (number != nil || business == nil || account.businessAccountID == nil || business == account.businessAccountID)
        contacts = ContactBook(json["contacts"])
        at = ProviderTime.read(entry["time"]) ?? receivedAt
    }

    /// The time of an item; without one that of its entry, and at last the time of receipt.
    func time(of item: JSON) -> Instant { ProviderTime.read(item["timestamp"]) ?? at }

    /// The same event without its effect.
    func foreign(_ event: InboundEvent, reason: String, kind: String? = nil) -> InboundEvent {
        InboundEvent(externalID: event.externalID, at: event.at, body: .ignored(kind: kind ?? field, reason: reason))
    }
}

/// Reads Meta's times: seconds since 1970, as text or as a number.
enum ProviderTime {
    /// The last second of the year 9999.
    private static let latest: Int64 = 253_402_300_799

    /// The time; nil when it cannot be read.
    static func read(_ json: JSON) -> Instant? {
        guard let text = json.stringOrNumber, let seconds = Int64(text), (1...latest).contains(seconds) else { return nil }
        return Instant(seconds: seconds)
    }
}
