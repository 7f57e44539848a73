import Core
import Cryptography
import JSONKit
import MockKit

/// What a request leads to.
struct TwilioResult {
    var response: HTTPResponse
    /// A message that was accepted by it.
    var message: Message?
    var isLedgered = false
}

extension TwilioMock {
    /// Leads a request to its resource.
    func perform(_ request: HTTPRequest, _ form: Form, _ now: Instant) throws(TwilioProblem) -> TwilioResult {
        let parts = request.path.dropFirst(prefix.count).split(separator: "/").map { String($0) }
        if parts.count == 2, parts[0] == "store" { return try download(parts[1]) }
        try authenticate(request)
        if request.method == "GET", parts.count == 2, parts[0] == "v1", ["Content", "ContentAndApprovals"].contains(parts[1]) {
            return try contents(parts[1], form)
        }
        guard parts.count >= 3, parts[0] == "2010-04-01", parts[1] == "Accounts" else { throw TwilioProblem(20404) }
        let account = state.withLock { $0.settings.accountSid }
        guard parts[2].hasPrefix(account) else { throw TwilioProblem(20404) }
        switch (request.method, parts.count) {
        case ("GET", 3): return TwilioResult(response: .json(200, Self.account(account)))
        case ("POST", 4) where parts[3] == "Messages.json": return try create(form, now)
        case ("GET", 4) where parts[3] == "Messages.json": return list(form)
        case ("GET", 5) where parts[3] == "Messages": return try fetch(parts[4])
        case ("GET", 7) where parts[3] == "Messages" && parts[5] == "Media": return try redirect(parts[6])
        case ("DELETE", 7) where parts[3] == "Messages" && parts[5] == "Media":
            let sid = Self.bare(parts[6])
            guard state.withLock({ $0.files.removeValue(forKey: sid) }) != nil else { throw TwilioProblem(20404) }
            return TwilioResult(response: HTTPResponse(status: 204), isLedgered: true)
        default: throw TwilioProblem(20404)
        }
    }

    static func bare(_ name: String) -> String { name.hasSuffix(".json") ? String(name.dropLast(5)) : name }

    /// Basic, with the account's sid and token.
    private func authenticate(_ request: HTTPRequest) throws(TwilioProblem) {
        let (sid, token) = state.withLock { ($0.settings.accountSid, $0.settings.authToken) }
        let expected = "Basic " + Base64.encode(Array("\(sid):\(token)".utf8))
        guard request.headers["Authorization"] == expected else { throw TwilioProblem(20003) }
    }

    private static func account(_ sid: String) -> [UInt8] {
        JSONWriter.object { json in
            json.field("sid", sid)
            json.field("friendly_name", "Parley mock")
            json.field("status", "active")
            json.field("type", "Full")
        }
    }

    // MARK: Messages

    private func create(_ form: Form, _ now: Instant) throws(TwilioProblem) -> TwilioResult {
        let result: Result<Message, TwilioProblem> = state.withLock { state in
            Result { () throws(TwilioProblem) in
                let message = try MessageCheck(form: form, state: state, now: now).message(
                    sid: state.sid(form["MediaUrl"] == nil ? "SM" : "MM"))
                state.messages[message.sid] = message
                state.order.append(message.sid)
                return message
            }
        }
        let message = try result.get()
        return TwilioResult(response: .json(201, text(message)), message: message, isLedgered: true)
    }

    private func fetch(_ name: String) throws(TwilioProblem) -> TwilioResult {
        guard let message = state.withLock({ $0.messages[Self.bare(name)] }) else { throw TwilioProblem(20404) }
        return TwilioResult(response: .json(200, text(message)))
    }

    /// The newest first, in pages.
    private func list(_ form: Form) -> TwilioResult {
        let size = form["PageSize"].flatMap { Int($0) }.map { min(max($0, 1), 1000) } ?? 50
        let page = form["Page"].flatMap { Int($0) } ?? 0
        let all = state.withLock { state in state.order.reversed().compactMap { state.messages[$0] } }.filter { message in
            (form["To"].map { $0 == message.to } ?? true) && (form["From"].map { $0 == message.from } ?? true)
        }
        let shown = all.dropFirst(page * size).prefix(size)
        let account = state.withLock { $0.settings.accountSid }
        let path = "/2010-04-01/Accounts/\(account)/Messages.json?PageSize=\(size)&Page="
        let body = JSONWriter.object(capacity: 4096) { json in
            json.key("messages")
            json.array { json in for message in shown { json.value(raw: text(message)) } }
            json.field("page", page)
            json.field("page_size", size)
            json.field("next_page_uri", all.count > (page + 1) * size ? JSONValue.string(path + String(page + 1)) : .null)
            json.field("uri", path + String(page))
        }
        return TwilioResult(response: .json(200, body))
    }

    /// The Message resource.
    private func text(_ message: Message) -> [UInt8] {
        let account = state.withLock { $0.settings.accountSid }
        let uri = "/2010-04-01/Accounts/\(account)/Messages/\(message.sid)"
        return JSONWriter.object(capacity: 1024) { json in
            json.field("sid", message.sid)
            json.field("account_sid", account)
            json.field("api_version", "2010-04-01")
            json.field("body", message.body)
            json.field("date_created", HTTPDate.text(message.created).replacing("GMT", with: "+0000"))
            json.field("date_updated", HTTPDate.text(message.created).replacing("GMT", with: "+0000"))
            json.field("date_sent", JSONValue.null)
            json.field("direction", "outbound-api")
            json.field("error_code", message.errorCode.map { .int(Int64($0)) } ?? JSONValue.null)
            json.field("error_message", JSONValue.null)
            json.field("from", message.from.isEmpty ? JSONValue.null : .string(message.from))
            json.field("messaging_service_sid", message.service.map { .string($0) } ?? JSONValue.null)
            json.field("num_media", String(message.mediaCount))
            json.field("num_segments", String(message.segments))
            json.field("price", JSONValue.null)
            json.field("price_unit", "USD")
            json.field("status", message.status)
            json.object("subresource_uris") { $0.field("media", uri + "/Media.json") }
            json.field("to", message.to)
            json.field("uri", uri + ".json")
        }
    }

    // MARK: Files

    /// The address of a file leads to a store elsewhere, which asks for no credentials.
    private func redirect(_ name: String) throws(TwilioProblem) -> TwilioResult {
        let sid = Self.bare(name)
        guard state.withLock({ $0.files[sid] }) != nil else { throw TwilioProblem(20404) }
        let location = origin.withLock { $0 } + "\(prefix)/store/\(sid)"
        return TwilioResult(response: HTTPResponse(status: 307, headers: HTTPFields(["Location": location])))
    }

    private func download(_ sid: String) throws(TwilioProblem) -> TwilioResult {
        guard let file = state.withLock({ $0.files[sid] }) else { throw TwilioProblem(20404) }
        return TwilioResult(response: HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": file.type]), body: file.bytes))
    }
}
