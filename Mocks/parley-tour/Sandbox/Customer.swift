import Core
import JSONKit

/// Somebody with WhatsApp on the telephone: played by the mock.
struct Customer {
    let name: String
    let number: String

    static let mara = Customer(name: "Mara Okafor", number: "15550107777")
    static let jonas = Customer(name: "Jonas Weber", number: "4915550123456")

    /// The body of the control call that makes the customer write.
    func writes(_ text: String, at time: Instant? = nil) -> [UInt8] {
        JSONWriter.object { json in
            json.field("from", number)
            json.field("name", name)
            json.field("text", text)
            json.field("timestamp", ifPresent: time?.seconds)
        }
    }
}
