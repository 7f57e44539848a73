import Core
import JSONKit

/// Writes the `value` of an inbound change.
enum InboundValue {
    /// The change of several messages to one number.
    static func messages(_ messages: [InboundMessage], _ number: BusinessNumber) -> Change {
        let first = messages[0].command
        let value = JSONWriter.object(capacity: 2048) { json in
            metadata(number, &json)
            if first.kind != .system, first.kind != .userChanged { contacts(messages.map(\.command), &json) }
            json.array("messages") { json in for message in messages { message.write(to: &json) } }
        }
        return Change(
            accountID: number.accountID, field: "messages", value: value, label: "inbound/\(first.kind.rawValue)", recipient: first.from)
    }

    /// A change that is not a message of a customer; nil when `command` is one.
    static func other(_ command: InboundCommand, id: String, _ number: BusinessNumber) -> Change? {
        let value: [UInt8]
        let field: String
        switch command.kind {
        case .echo: (field, value) = ("smb_message_echoes", echo(command, id, number))
        case .preferences: (field, value) = ("user_preferences", preferences(command, number))
        case .userIDUpdate: (field, value) = ("user_id_update", userIDUpdate(command))
        case .call: (field, value) = ("calls", call(command, id, number))
        default: return nil
        }
        return Change(
            accountID: number.accountID, field: field, value: value, label: "inbound/\(command.kind.rawValue)", recipient: command.from)
    }

    private static func metadata(_ number: BusinessNumber, _ json: inout JSONWriter) {
        json.field("messaging_product", "whatsapp")
        json.object("metadata") { json in
            json.field("display_phone_number", number.display)
            json.field("phone_number_id", number.id)
        }
    }

    private static func contacts(_ commands: [InboundCommand], _ json: inout JSONWriter) {
        var seen: Set<String> = []
        json.array("contacts") { json in
            for command in commands where seen.insert(command.from).inserted {
                json.object { json in
                    if !command.hidesProfile { profile(command.customer, &json) }
                    if !command.customer.isPhoneHidden { json.field("wa_id", ifPresent: command.customer.waID) }
                    json.field("user_id", ifPresent: command.customer.userID)
                }
            }
        }
    }

    private static func profile(_ customer: Customer, _ json: inout JSONWriter) {
        json.object("profile") { json in
            json.field("name", ifPresent: customer.name)
            json.field("username", ifPresent: customer.username)
        }
    }

    private static func echo(_ command: InboundCommand, _ id: String, _ number: BusinessNumber) -> [UInt8] {
        JSONWriter.object { json in
            metadata(number, &json)
            json.array("message_echoes") { json in
                json.object { json in
                    json.field("from", number.display)
                    json.field("to", command.from)
                    json.field("id", id)
                    json.field("timestamp", String(command.time.seconds))
                    json.field("type", "text")
                    json.object("text") { $0.field("body", command.text ?? "Answered from the phone") }
                }
            }
        }
    }

    private static func preferences(_ command: InboundCommand, _ number: BusinessNumber) -> [UInt8] {
        let value = command.payload ?? "stop"
        return JSONWriter.object { json in
            metadata(number, &json)
            json.array("user_preferences") { json in
                json.object { json in
                    json.field("wa_id", command.from)
                    json.field("user_id", ifPresent: command.customer.userID)
                    json.field("detail", "User requested to \(value) marketing messages")
                    json.field("category", "marketing_messages")
                    json.field("value", value)
                    json.field("timestamp", command.time.seconds)
                }
            }
        }
    }

    /// Source: Meta, Calling API, `calls` webhook.
    private static func call(_ command: InboundCommand, _ id: String, _ number: BusinessNumber) -> [UInt8] {
        JSONWriter.object { json in
            metadata(number, &json)
            json.array("calls") { json in
                json.object { json in
                    json.field("id", id)
                    json.field("from", command.from)
                    json.field("to", number.display)
                    json.field("event", "connect")
                    json.field("direction", "USER_INITIATED")
                    json.field("timestamp", String(command.time.seconds))
                }
            }
        }
    }

    private static func userIDUpdate(_ command: InboundCommand) -> [UInt8] {
        JSONWriter.object { json in
            json.array("user_id_update") { json in
                json.object { json in
                    json.field("wa_id", command.from)
                    json.field("detail", "User id changed")
                    json.object("user_id") { json in
                        json.field("previous", ifPresent: command.customer.userID)
                        json.field("current", command.payload ?? "US.9999999999999999")
                    }
                    json.field("timestamp", String(command.time.seconds))
                }
            }
        }
    }
}
