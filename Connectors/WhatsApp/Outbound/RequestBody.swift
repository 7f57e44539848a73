internal import ConnectorKit
internal import Core
internal import JSONKit

/// Who a message goes to, in Meta's terms.
enum Recipient: Hashable {
    /// A telephone number with `+`. Without it Meta may put the business's own country code in front.
    case phone(String)
    /// A business-scoped user id.
    case userID(String)

    /// Reads an address; nil when it is neither.
    init?(_ address: String) {
        let start = Array(address.utf8.prefix(3))
        let letters = start.prefix(2).allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
        if start.count == 3, letters, start[2] == UInt8(ascii: "."), address.utf8.count > 3 {
            self = .userID(address)
        } else if let digits = E164.digits(of: address) {
            self = .phone("+" + digits)
        } else {
            return nil
        }
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .phone(let number): json.field("to", number)
        case .userID(let id): json.field("recipient", id)
        }
    }
}

/// The body of one request.
struct RequestBody {
    let recipient: Recipient
    /// Comes back in statuses; empty for none.
    let correlation: String
    /// The message that this one answers.
    let quoted: String?

    /// A body around a message of ours.
    func bytes(_ message: MessageBody) -> [UInt8] {
        JSONWriter.object(capacity: 1024) { json in
            json.field("messaging_product", "whatsapp")
            json.field("recipient_type", "individual")
            recipient.write(to: &json)
            writeContext(to: &json)
            writeCorrelation(to: &json)
            message.write(to: &json)
        }
    }

    /// The caller's own body, with what is missing in it.
    func bytes(override: JSONBytes) throws(Failure) -> [UInt8] {
        guard let root = (try? JSONDocument.parse(override.bytes))?.root, root.kind == .object else {
            throw Failure(.contentUnsupported, detail: "The override for WhatsApp is not a JSON object.")
        }
        return JSONWriter.object(capacity: 1024) { json in
            if !root["messaging_product"].exists { json.field("messaging_product", "whatsapp") }
            if !root["to"].exists, !root["recipient"].exists { recipient.write(to: &json) }
            // A reaction names its message itself, and takes no context.
            if !root["context"].exists, root["type"] != "reaction" { writeContext(to: &json) }
            if !root["biz_opaque_callback_data"].exists { writeCorrelation(to: &json) }
            for (key, value) in root.object { json.field(key, value) }
        }
    }

    private func writeContext(to json: inout JSONWriter) {
        if let quoted, !quoted.isEmpty { json.object("context") { $0.field("message_id", quoted) } }
    }

    private func writeCorrelation(to json: inout JSONWriter) {
        if !correlation.isEmpty { json.field("biz_opaque_callback_data", correlation) }
    }
}
