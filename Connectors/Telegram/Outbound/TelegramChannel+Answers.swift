internal import ConnectorKit
internal import Core
internal import JSONKit

extension TelegramChannel {
    /// Reads the answer to a send: the message as Telegram stored it, or an error.
    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome {
        let answer = (try? JSONDocument.parse(response.body))?.root ?? .missing
        guard (200...299).contains(response.status), answer["ok"].bool == true else {
            return BotAPIError(response, now: now).outcome(isForGroup: step.isForGroup)
        }
        // A method for several messages answers with all of them; the first stands for the part.
        let message = answer["result"].kind == .array ? answer["result"][0] : answer["result"]
        guard let id = message["message_id"].int, let used = Self.target(of: step.request) else {
            return .ambiguous(Failure(.unknownOutcome, detail: "Telegram's answer could not be read, though it says that all is well."))
        }
        // `copyMessage` answers with the id alone.
        let chat = ChatAddress(chatID: message["chat"]["id"].int ?? used.chatID, connection: used.connection)
        return .accepted(externalID: chat.externalID(id), recipient: chat == used ? nil : chat.text)
    }

    /// Where a request went.
    private static func target(of request: OutboundRequest) -> ChatAddress? {
        if let form = request.form {
            var fields: [String: String] = [:]
            for case .field(let name, let value) in form.parts { fields[name] = value }
            guard let id = fields["chat_id"].flatMap({ Int64($0) }) else { return nil }
            return ChatAddress(chatID: id, connection: fields["business_connection_id"])
        }
        let body = (try? JSONDocument.parse(request.body))?.root ?? .missing
        guard let id = body["chat_id"].int else { return nil }
        return ChatAddress(chatID: id, connection: body["business_connection_id"].string)
    }
}
