import Core
import JSONKit

/// An accepted message, with all that its statuses say.
struct AcceptedMessage {
    var id: String
    var numberID: String
    var display: String
    var accountID: String
    var waID: String?
    var userID: String?
    var callbackData: String?
    var pricing: Pricing
    /// The id of the conversation object; nil when the version leaves it out.
    var conversationID: String?
    var isReaction = false
    var isVoice = false
    /// Why it will fail.
    var failure: MessageFailure?
    var acceptedAt: Instant

    var recipient: String { waID ?? userID ?? "" }
}

/// An error in a status.
struct MessageFailure: Hashable {
    var code: Int
    var details: String
}

/// One status of a message as a `value` of a webhook.
struct MessageStatus {
    var name: String
    var message: AcceptedMessage
    var time: Instant
    var hasPricing: Bool

    /// The change of the field `messages`.
    var change: Change {
        let value = JSONWriter.object(capacity: 1024) { json in
            json.field("messaging_product", "whatsapp")
            json.object("metadata") { json in
                json.field("display_phone_number", message.display)
                json.field("phone_number_id", message.numberID)
            }
            contacts(&json)
            json.array("statuses") { json in status(&json) }
        }
        return Change(
            accountID: message.accountID, field: "messages", value: value, label: "status/\(name)", recipient: message.recipient)
    }

    /// Source: Meta, Cloud API, status webhooks: `contacts` on all but `failed`, without a profile.
    private func contacts(_ json: inout JSONWriter) {
        guard name != "failed" else { return }
        json.array("contacts") { json in
            json.object { json in
                json.field("wa_id", ifPresent: message.waID)
                json.field("user_id", ifPresent: message.userID)
            }
        }
    }

    private func status(_ json: inout JSONWriter) {
        json.object { json in
            json.field("id", message.id)
            json.field("status", name)
            json.field("timestamp", String(time.seconds))
            json.field("recipient_id", ifPresent: message.waID)
            // Left out on a failed message that was sent to a phone number.
            if name != "failed" || message.waID == nil { json.field("recipient_user_id", ifPresent: message.userID) }
            json.field("biz_opaque_callback_data", ifPresent: message.callbackData)
            if let id = message.conversationID, name == "sent" || name == "delivered" { conversation(id, &json) }
            if hasPricing { json.field("pricing", message.pricing) }
            if name == "failed", let failure = message.failure { errors(failure, &json) }
        }
    }

    private func conversation(_ id: String, _ json: inout JSONWriter) {
        json.object("conversation") { json in
            json.field("id", id)
            if name == "sent" { json.field("expiration_timestamp", String(time.seconds + 86_400)) }
            json.object("origin") { $0.field("type", message.pricing.category) }
        }
    }

    private func errors(_ failure: MessageFailure, _ json: inout JSONWriter) {
        let title = ErrorTable.entry(failure.code).title
        json.array("errors") { json in
            json.object { json in
                json.field("code", failure.code)
                json.field("title", title)
                json.field("message", title)
                json.object("error_data") { $0.field("details", failure.details) }
                json.field("href", "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/")
            }
        }
    }
}
