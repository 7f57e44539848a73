import Core

/// What the provider's behaviour is set to.
struct Settings {
    /// How a message is treated that is sent outside the customer service window.
    enum Window: String, CaseIterable {
        /// It goes.
        case off
        /// Error 131047 at once.
        case answer
        /// 200, then the status `failed` with 131047.
        case status
    }

    /// In which order the statuses of a message are sent.
    enum StatusOrder: Hashable {
        case inOrder
        case reversed
        /// By chance.
        case shuffled
    }

    /// The price model of the pricing objects.
    ///
    /// Source: Meta, pricing on the WhatsApp Business Platform: per conversation to 2025-06-30; per message from 2025-07-01; service
    /// messages charged after 1000 free ones per number and month from 2026-10-01.
    enum Regime: String, CaseIterable {
        case conversation
        case message
        case chargedService

        static func at(_ time: Instant) -> Regime {
            if time.seconds < 1_751_328_000 { return .conversation }
            return time.seconds < 1_790_812_800 ? .message : .chargedService
        }
    }

    var appSecret = "mock-app-secret"
    var verifyToken = "mock-verify-token"
    var callbackURL: String?
    var isVerified = false

    var window = Window.status
    var pairRate = true
    /// Messages a second for one number; nil for no limit.
    var throughput: Int? = 80
    /// When set, only these may be sent to (131030).
    var allowedRecipients: Set<String>?
    /// Numbers in their normal form that get 200 and then 131026.
    var withoutWhatsApp: Set<String> = []
    var regime: Regime?

    /// The delay of each status; one that is not there is not sent.
    var statusDelays: [String: Duration] = ["sent": .milliseconds(20), "delivered": .milliseconds(60), "read": .milliseconds(200)]
    var statusOrder = StatusOrder.inOrder
    /// Whether a `sent` follows a `failed`.
    var lateSentAfterFailed = false
    /// By what the provider's own periods (24 hours, 6 seconds, 5 minutes, 7 days) are divided.
    var clockScale = 1.0

    /// A period of the provider on the scale.
    func period(_ time: Duration) -> Duration { clockScale == 1 ? time : time / clockScale }
}
