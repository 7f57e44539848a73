import Core
import JSONKit

/// The `pricing` object of a status.
///
/// Source: Meta, pricing on the WhatsApp Business Platform, and the statuses reference.
struct Pricing: Hashable, JSONWritable {
    var model: String
    var type: String
    var category: String

    var isBillable: Bool { type == "regular" }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("billable", isBillable)
            json.field("pricing_model", model)
            json.field("type", type)
            json.field("category", category)
        }
    }

    /// The free service messages of a number and month from 2026-10-01 on.
    static let freeServiceMessages = 1000

    /// The price of a message.
    /// - Parameters:
    ///   - template: the category of the template; nil for a service message.
    ///   - isInWindow: whether the customer service window is open.
    ///   - isFreeEntry: whether a free entry point window is open.
    ///   - freeUsed: how many free service messages were used before in this month.
    init(_ regime: Settings.Regime, template: String?, isInWindow: Bool, isFreeEntry: Bool, freeUsed: Int) {
        model = regime == .conversation ? "CBP" : "PMP"
        category = template.map { $0.lowercased() } ?? "service"
        if isFreeEntry {
            type = "free_entry_point"
            category = "referral_conversion"
            return
        }
        let isFree =
            switch regime {
            case .conversation: template == nil
            case .message: template == nil || (template == "UTILITY" && isInWindow)
            case .chargedService: template == nil && freeUsed < Self.freeServiceMessages
            }
        type = isFree ? "free_customer_service" : "regular"
    }
}
