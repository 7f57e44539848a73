internal import ConnectorKit
internal import Core
internal import JSONKit

extension CustomChannel {
    /// One call per part; parts with a receipt are never made again.
    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        let parts = try MessagePlan(message.content, files: message.files, account.capabilities).parts
        let next = parts.indices.first { index in !receipts.contains { $0.purpose == .deliver(part: index) } }
        guard let index = next else { return nil }
        let body = MessageBody(
            message: message, part: parts[index], number: index, count: parts.count, correlation: correlation,
            callbackURL: account.callbackURL)
        let bytes = try encoded(body, message.override)
        let request = OutboundRequest(method: "POST", url: account.outbound.url, headers: headers(body.key), body: bytes)
        return Step(.deliver(part: index), request, idempotencyKey: body.key, text: message.override == nil ? parts[index].text : nil)
    }

    func signed(_ request: OutboundRequest, now: Instant) -> OutboundRequest { account.outbound.signing.signed(request, now: now) }

    private func headers(_ key: String) -> HTTPFields {
        let outbound = account.outbound
        var headers = HTTPFields()
        headers.append("Content-Type", outbound.format == .json ? "application/json" : "application/x-www-form-urlencoded")
        if let name = outbound.keyHeader { headers[name] = key }
        if case .standardWebhooks = outbound.signing { headers[RequestSigning.idField] = key }
        for field in outbound.headers { headers[field.name] = field.value }
        return headers
    }

    /// The body in the provider's shape. An override's members take the place of those of the same name.
    private func encoded(_ body: MessageBody, _ override: JSONBytes?) throws(Failure) -> [UInt8] {
        let own = body.encoded()
        let template = account.outbound.template(for: body.part.kind)
        if template == nil, override == nil, account.outbound.format == .json { return own }
        guard let json = (try? JSONDocument.parse(own))?.root else {
            throw Failure(.contentUnsupported, detail: "The message cannot be written as JSON.")
        }
        var members = Self.members(template?.filled(json) ?? (template == nil ? JSONValue(json) : .object([])))
        if let override {
            guard let root = (try? JSONDocument.parse(override.bytes))?.root, root.kind == .object else {
                throw Failure(.contentUnsupported, detail: "The override for a custom channel is not a JSON object.")
            }
            for member in Self.members(JSONValue(root)) {
                members.removeAll { $0.key == member.key }
                members.append(member)
            }
        }
        return account.outbound.format == .json ? JSONValue.object(members).serialized() : FormEncoding.bytes(Self.fields(members))
    }

    private static func members(_ value: JSONValue) -> [JSONValue.Member] {
        if case .object(let members) = value { members } else { [] }
    }

    /// Lists are repeated fields, objects are JSON.
    private static func fields(_ members: [JSONValue.Member]) -> [FormField] {
        members.flatMap { member in
            let values: [JSONValue] = if case .array(let elements) = member.value { elements } else { [member.value] }
            return values.map { FormField(name: member.key, value: text($0)) }
        }
    }

    private static func text(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { String(decoding: value.serialized(), as: UTF8.self) }
    }
}
