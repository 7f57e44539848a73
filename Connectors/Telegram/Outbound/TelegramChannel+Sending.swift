internal import ConnectorKit
internal import Core
internal import JSONKit

extension TelegramChannel {
    /// One call per part; parts with a receipt are never made again. Only the first part quotes. Telegram gives nothing back later, so
    /// the correlation has no use.
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        guard let chat = ChatAddress(message.recipient) else {
            throw Failure(.recipientInvalid, detail: "The address is not a chat id of Telegram.")
        }
        let target = SendTarget(chat: chat, quoted: message.quoted.flatMap(chat.messageID))
        if let override = message.override {
            let call = try OverrideCall(override)
            guard let index = Self.next(of: call.count, receipts) else { return nil }
            let request = account.call(call.method, target.body(of: call, part: index))
            return Step(.deliver(part: index), request, isForGroup: chat.isGroup)
        }
        let bodies = try MessagePlan(message.content, files: message.files, isGroup: chat.isGroup).bodies
        guard let index = Self.next(of: bodies.count, receipts) else { return nil }
        return Step(
            .deliver(part: index), request(bodies[index], target, isFirst: index == 0), isForGroup: chat.isGroup, text: bodies[index].words)
    }

    private static func next(of count: Int, _ receipts: [StepReceipt]) -> Int? {
        (0..<count).first { index in !receipts.contains { $0.purpose == .deliver(part: index) } }
    }

    private func request(_ message: MessageBody, _ target: SendTarget, isFirst: Bool) -> OutboundRequest {
        let body = target.body(of: message, isFirst: isFirst)
        guard case .media(let media) = message.kind, case .upload(let file, let filename) = media.source else {
            return account.call(message.method, body)
        }
        let parts = SendTarget.fields(body) + [.file(name: media.field, file, filename: filename)]
        return OutboundRequest(method: "POST", url: account.url(of: message.method), form: OutboundForm(parts))
    }

    /// `typing` shows for five seconds; Telegram has no way to end it. Only business accounts show what was read.
    func signal(_ signal: Signal, to recipient: String) -> OutboundRequest? {
        guard let chat = ChatAddress(recipient) else { return nil }
        switch signal {
        case .typing(true, _): return account.call("sendChatAction", SendTarget(chat: chat, quoted: nil).body(action: "typing"))
        case .typing(false, _): return nil
        case .read(let message):
            guard chat.connection != nil, let id = chat.messageID(in: message) else { return nil }
            return account.call("readBusinessMessage", SendTarget(chat: chat, quoted: nil).body(read: id))
        }
    }
}

/// Where a message goes, and what it answers.
struct SendTarget {
    let chat: ChatAddress
    /// The id of the quoted message, in the same chat.
    let quoted: Int64?

    func body(of message: MessageBody, isFirst: Bool) -> [UInt8] {
        JSONWriter.object(capacity: 1024) { json in
            writeChat(to: &json)
            if isFirst { writeQuote(to: &json) }
            message.write(to: &json)
        }
    }

    func body(action: String) -> [UInt8] {
        JSONWriter.object { json in
            writeChat(to: &json)
            json.field("action", action)
        }
    }

    func body(read message: Int64) -> [UInt8] {
        JSONWriter.object { json in
            writeChat(to: &json)
            json.field("message_id", message)
        }
    }

    /// The parameters of a call as fields of a form: texts and numbers as they are, objects as JSON (Bot API, "Making requests").
    static func fields(_ body: [UInt8]) -> [OutboundForm.Part] {
        guard let root = (try? JSONDocument.parse(body))?.root else { return [] }
        return root.object.map { key, value in
            .field(name: key, value: value.string ?? String(decoding: value.serialized(), as: UTF8.self))
        }
    }

    func body(of call: OverrideCall, part: Int) -> [UInt8] {
        JSONWriter.object(capacity: 1024) { json in
            writeChat(to: &json)
            if part == 0, !call.has("reply_parameters") { writeQuote(to: &json) }
            call.write(part: part, to: &json, except: ["chat_id", "business_connection_id"])
        }
    }

    private func writeChat(to json: inout JSONWriter) {
        json.field("chat_id", chat.chatID)
        json.field("business_connection_id", ifPresent: chat.connection)
    }

    /// The quoted message may be gone by now; the answer is sent all the same.
    private func writeQuote(to json: inout JSONWriter) {
        guard let quoted else { return }
        json.object("reply_parameters") { json in
            json.field("message_id", quoted)
            json.field("allow_sending_without_reply", true)
        }
    }
}
