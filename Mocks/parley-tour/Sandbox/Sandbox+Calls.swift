import Core
import JSONKit

extension Sandbox {
    private var key: (id: String, secret: String) { (settings.keyID, settings.keySecret) }

    /// Makes the mock the account that the worker's configuration names. It checks the callback address, as Meta does.
    func connectWhatsApp() async throws {
        let settings = settings
        let body = JSONWriter.object { json in
            json.array("numbers") { json in
                json.object { json in
                    json.field("phoneNumberId", settings.phoneNumberID)
                    json.field("wabaId", settings.businessAccountID)
                    json.field("accessToken", settings.accessToken)
                }
            }
            json.field("appSecret", settings.appSecret)
            json.field("verifyToken", settings.verifyToken)
            // Slow enough to be seen one by one.
            json.object("statuses") { json in
                json.field("sent", 150)
                json.field("delivered", 500)
                json.field("read", 1000)
            }
            json.field("callbackURL", settings.callbackURL)
        }
        let answer = try await web.call("POST", "\(settings.mocksURL)/_mock/whatsapp/configure", body: body)
        guard answer.json["verified"].bool == true else {
            throw TourProblem("the mock could not verify \(settings.callbackURL): \(answer.json["problem"].string ?? "no reason given")")
        }
    }

    /// Makes a customer write.
    func write(_ body: [UInt8]) async throws {
        _ = try await web.call("POST", "\(settings.mocksURL)/_mock/whatsapp/inbound", body: body)
    }

    /// Posts an agent's text and returns the message's id and what the headers say became of it.
    func reply(_ text: String, in conversation: String) async throws -> (message: String, delivery: String, failure: String?) {
        let body = JSONWriter.object { json in
            json.object("author") { $0.field("type", "business") }
            json.object("content") { json in
                json.field("type", "text")
                json.field("text", text)
            }
        }
        let answer = try await web.call("POST", messagesURL(conversation), key: key, body: body)
        guard answer.status == 201, let id = answer.json["messages"][0]["id"].string else {
            throw TourProblem("POST messages was answered \(answer.status) without a message")
        }
        return (id, answer.headers["Parley-Delivery"] ?? "", answer.headers["Parley-Failure"])
    }

    /// The delivery ledger of a message.
    func delivery(of message: String) async throws -> JSON {
        try await web.call("GET", deliveryURL(message), key: key).json["delivery"]
    }

    /// What may be sent in a conversation now.
    func state(of conversation: String) async throws -> JSON {
        try await web.call("GET", stateURL(conversation), key: key).json["conversation"]
    }

    /// The messages that the mock took for a customer.
    func taken(for customer: Customer) async throws -> Int {
        let ledger = try await web.call("GET", "\(settings.mocksURL)/_mock/whatsapp/ledger").json
        return ledger["entries"].array.filter { $0["recipient"].string == customer.number }.count
    }

    func messagesURL(_ conversation: String) -> String {
        "\(settings.workerURL)/v2/apps/\(settings.app)/conversations/\(conversation)/messages"
    }

    func deliveryURL(_ message: String) -> String { "\(settings.workerURL)/parley/v1/apps/\(settings.app)/messages/\(message)/delivery" }

    func stateURL(_ conversation: String) -> String {
        "\(settings.workerURL)/parley/v1/apps/\(settings.app)/conversations/\(conversation)"
    }
}
