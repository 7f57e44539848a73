internal import ConnectorKit
internal import Core
internal import JSONKit

extension WhatsAppChannel {
    /// A read receipt, which marks earlier messages too; typing goes with one, is shown for 25 seconds or until the reply, and cannot be
    /// taken back (Meta, Cloud API, read receipts and typing indicators).
    func signal(_ signal: Signal, to recipient: String) -> OutboundRequest? {
        switch signal {
        case .read(let message): receipt(message, isTyping: false)
        case .typing(true, let message?): receipt(message, isTyping: true)
        case .typing: nil
        }
    }

    private func receipt(_ message: String, isTyping: Bool) -> OutboundRequest {
        let body = JSONWriter.object { json in
            json.field("messaging_product", "whatsapp")
            json.field("status", "read")
            json.field("message_id", message)
            if isTyping { json.object("typing_indicator") { $0.field("type", "text") } }
        }
        return OutboundRequest(method: "POST", url: account.messagesURL, headers: account.jsonHeaders, body: body)
    }
}
