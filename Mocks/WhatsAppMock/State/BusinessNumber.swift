import Core

/// A phone number of the business.
struct BusinessNumber {
    var id: String
    /// Digits only, as in `display_phone_number`.
    var display: String
    var accountID: String
    var token: String
    var name = "Parley Test"

    /// The sends of the current second, for the throughput.
    var second: Int64 = 0
    var sendsInSecond = 0
    /// Free service messages used in a month (`year * 12 + month`).
    var freeMonth = 0
    var freeUsed = 0
}

/// A customer, as one number of the business knows them.
struct Customer {
    /// The WhatsApp id: digits.
    var waID: String?
    var userID: String?
    var username: String?
    var name: String?
    /// The time of the last message to the number: the start of the customer service window.
    var lastInbound: Instant?
    /// The time of the last message that came from an advertisement.
    var lastReferral: Instant?
    /// Until when everything is free.
    var freeEntryUntil: Instant?
    /// When the pair's allowance would be full again.
    var pairFullAt = Instant.zero

    /// Source: Meta, Cloud API, user ids: `from` and `wa_id` are left out for a user who adopted a username and is not known to the business.
    var isPhoneHidden = false
}
