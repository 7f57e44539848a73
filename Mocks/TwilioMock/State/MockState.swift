import Core
import MockKit

/// Everything that the mock knows.
struct MockState {
    var settings = Settings()
    var messages: [String: Message] = [:]
    /// Sids in the order of their messages.
    var order: [String] = []
    var files: [String: MediaFile] = [:]
    /// Sender and recipient of everybody who has answered STOP.
    var suppressed: Set<String> = []
    /// When a customer on WhatsApp wrote last, by sender and customer.
    var windows: [String: Instant] = [:]
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A sid that was never used.
    mutating func sid(_ prefix: String) -> String {
        let digits = Array("0123456789abcdef")
        return prefix + String((0..<32).map { _ in digits[Int(random.next() % 16)] })
    }

    static func pair(_ sender: String, _ customer: String) -> String { "\(sender) \(customer)" }
}

/// What can be set.
struct Settings {
    var accountSid = TwilioMock.accountSid
    var authToken = TwilioMock.authToken
    /// Signs webhooks by HMAC_SHA256 instead, if there is one.
    var sharedKey: String?
    /// Numbers that may send.
    var senders: Set<String> = ["+15550100", "+15005550006", "whatsapp:+15550100"]
    /// Messaging services and the sender that each uses.
    var services: [String: String] = ["MG0123456789abcdef0123456789abcdef": "+15550100"]
    /// What the Content API lists.
    var contents = ContentResource.standard
    /// Where messages of customers are posted to.
    var webhookURL: String?
    /// The statuses that follow, in this order.
    var statuses: [String]?
    /// Whether they come in the opposite order.
    var isReversed = false
    var isQueueFull = false
}

/// A message that was accepted.
struct Message {
    var sid: String
    var from: String
    var to: String
    var body: String
    var mediaCount: Int
    var segments: Int
    var service: String?
    var callback: String?
    var created: Instant
    var status: String
    var errorCode: Int?
    /// Why it will fail: the window is closed.
    var isOutsideWindow = false
    /// What WhatsApp will say to its template.
    var templateCode: Int?
}

/// A file of a customer's message.
struct MediaFile {
    var sid: String
    var message: String
    var type: String
    var bytes: [UInt8]
}
