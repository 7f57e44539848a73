import Core
import JSONKit
import MockKit

extension WhatsAppMock {
    /// `POST /{phone number id}/messages`: a message, or a read receipt.
    func messages(_ request: GraphRequest, _ numberID: String, later code: Int?, _ now: Instant) throws(GraphProblem) -> GraphResult {
        let json = try request.json()
        guard json["messaging_product"].exists else { throw .parameter("The parameter messaging_product is required.") }
        guard json["messaging_product"] == "whatsapp" else { throw .parameter("Param messaging_product must be one of {WHATSAPP}.") }
        if json["status"].exists { return try receipt(json) }
        let message = try MessageCheck.check(json)
        let outcome: Result<AcceptedMessage, GraphProblem> = state.withLock { state in
            Result { () throws(GraphProblem) in
                try state.accept(message, from: numberID, version: request.version, now: now)
            }
        }
        var accepted = try outcome.get()
        if let code { accepted.failure = MessageFailure(code: code, details: "\(ErrorTable.entry(code).title).") }
        return GraphResult(
            body: Self.body(message, accepted), id: accepted.id, recipient: accepted.recipient, message: accepted)
    }

    private static func body(_ message: CheckedMessage, _ accepted: AcceptedMessage) -> [UInt8] {
        JSONWriter.object(capacity: 256) { json in
            json.field("messaging_product", "whatsapp")
            json.array("contacts") { json in
                json.object { json in
                    json.field("input", message.input)
                    switch message.recipient {
                    case .phone: json.field("wa_id", ifPresent: accepted.waID)
                    case .user: json.field("user_id", ifPresent: accepted.userID)
                    }
                }
            }
            json.array("messages") { json in
                json.object { json in
                    json.field("id", accepted.id)
                    if message.kind == .template { json.field("message_status", "accepted") }
                }
            }
        }
    }

    /// Source: Meta, Cloud API, mark messages as read, and typing indicators.
    private func receipt(_ json: JSON) throws(GraphProblem) -> GraphResult {
        guard json["status"] == "read" else { throw .parameter("Param status must be one of {READ}.") }
        try FieldCheck.required(json["message_id"], "message_id", most: 1024)
        if json["typing_indicator"].exists, json["typing_indicator"]["type"] != "text" {
            throw .parameter("Param typing_indicator['type'] must be one of {TEXT}.")
        }
        let id = json["message_id"].string ?? ""
        guard state.withLock({ $0.inboundIDs.contains(id) }) else {
            throw GraphProblem(131009, details: "Message id \(id) is not a message of a customer to this number.")
        }
        var result = GraphResult.success
        result.id = id
        return result
    }

    /// Plans the statuses of a message that was accepted.
    func announce(_ message: AcceptedMessage) {
        let steps: [StatusPlan.Step] = state.withLock { state in
            guard state.settings.isVerified, message.failure != nil || !state.settings.statusDelays.isEmpty else { return [] }
            let settings = state.settings
            return StatusPlan(for: message, settings) { count in
                var places = Array(0..<count)
                for index in places.indices.dropFirst() {
                    places.swapAt(index, Int(state.identity.chance(below: UInt64(index + 1))))
                }
                return places
            }.steps
        }
        for step in steps {
            let time = message.acceptedAt + step.delay
            emit(MessageStatus(name: step.name, message: message, time: time, hasPricing: step.hasPricing).change, after: step.delay)
        }
    }
}
