import Core
import JSONKit
import MockKit

/// What a control call makes a customer do.
struct InboundCommand {
    /// Every kind of inbound message and event.
    enum Kind: String, CaseIterable {
        case text, image, video, audio, voice, document, sticker, location, contacts, order, system, unsupported, edit, revoke, reaction,
            button
        case buttonReply = "button_reply"
        case listReply = "list_reply"
        case flowReply = "flow_reply"
        case reactionRemoved = "reaction_removed"
        case userChanged = "user_changed_user_id"
        case welcome = "request_welcome"
        case unknown = "unknown_type"
        case tooLarge = "media_too_large"
        case echo
        case preferences = "user_preferences"
        case userIDUpdate = "user_id_update"
        case call
    }

    var numberID: String
    var kind: Kind
    /// A whole message object in place of a kind.
    var message: JSON
    var from: String
    var customer: Customer
    var text: String?
    var time: Instant
    /// The message that is answered, reacted to, edited or revoked.
    var target: String?
    /// An id or payload for button and list replies.
    var payload: String?
    var emoji: String?
    var hasReferral: Bool
    var groupID: String?
    var isForwarded: Bool
    var hidesProfile: Bool

    init(_ json: JSON, _ state: inout MockState, _ now: Instant) throws(ControlProblem) {
        let number = json["phoneNumberId"].string ?? state.numbers.keys.sorted().first ?? ""
        guard state.numbers[number] != nil else { throw ControlProblem(404, "phoneNumberId \(number) is not configured.") }
        numberID = number
        let word = json["kind"].string ?? "text"
        guard let kind = Kind(rawValue: word) else {
            throw ControlProblem(400, "kind \(word) is not known; use one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self.kind = kind
        message = json["message"]
        guard let from = json["from"].string.flatMap({ PhoneNumbers.digits($0) }) ?? (json["from"].exists ? nil : "15550107777") else {
            throw ControlProblem(400, "from must be a phone number with country code.")
        }
        self.from = from
        text = json["text"].string
        time = json["timestamp"].stringOrNumber.flatMap { Int64($0) }.map { Instant(seconds: $0) } ?? now
        target = json["target"].string
        payload = json["payload"].string
        emoji = json["emoji"].string
        hasReferral = json["referral"].bool ?? false
        groupID = json["groupId"].string
        isForwarded = json["forwarded"].bool ?? false
        hidesProfile = json["hideProfile"].bool ?? false
        customer = state.customer(number, from) ?? Customer(waID: from)
        update(from: json)
    }

    private mutating func update(from json: JSON) {
        if let name = json["name"].string { customer.name = name }
        if let username = json["username"].string { customer.username = username }
        customer.userID = json["userId"].string ?? customer.userID ?? Self.userID(of: from)
        if let hides = json["hidePhone"].bool { customer.isPhoneHidden = hides }
        let opens = kind != .echo && kind != .preferences && kind != .userIDUpdate && kind != .system && kind != .userChanged
        if opens { customer.lastInbound = max(customer.lastInbound ?? time, time) }
        if hasReferral { customer.lastReferral = time }
    }

    /// A user id that is the same each time for the same number.
    static func userID(of number: String) -> String {
        let hash = number.utf8.reduce(UInt64(1_469_598_103_934_665_603)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        let country = number.hasPrefix("55") ? "BR" : number.hasPrefix("52") ? "MX" : number.hasPrefix("49") ? "DE" : "US"
        return "\(country).\(1_000_000_000_000_000 + hash % 8_999_999_999_999_999)"
    }
}
