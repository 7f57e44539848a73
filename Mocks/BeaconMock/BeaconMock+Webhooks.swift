import Core
import Cryptography
import Foundation
package import JSONKit
package import MockKit

extension BeaconMock {
    private static let inboundKeys: Set<String> = ["from", "name", "text", "file", "payload", "replyTo", "kind", "count", "item"]

    /// Makes a customer do something: `kind` is `message` (also the default), `stop`, or any other word, which nobody knows. `item` is an
    /// event as it stands. Answers the ids.
    package func inbound(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        guard json.kind == .object else {
            throw ControlProblem(400, "The body must be an object, such as {\"from\": \"b-77\", \"text\": \"Hi\"}.")
        }
        for (key, _) in json.object where !Self.inboundKeys.contains(key) {
            throw ControlProblem(400, "\(key) is not known; use one of \(Self.inboundKeys.sorted().joined(separator: ", ")).")
        }
        guard state.withLock({ $0.webhookURL }) != nil else {
            throw ControlProblem(409, "There is no webhookURL yet; set it with configure.")
        }
        let count = Int(min(max(json["count"].int ?? 1, 1), 1000))
        var ids: [String] = []
        for place in 1...count {
            let id = state.withLock { $0.id("be") }
            let item = json["item"].exists ? JSONValue(json["item"]) : event(id, json, count > 1 ? " \(place)" : "")
            post(item, id, "inbound/\(json["kind"].string ?? "message")", json["from"].string)
            ids.append(id)
        }
        return JSONWriter.object { json in json.array("ids") { json in for id in ids { json.value(id) } } }
    }

    private func event(_ id: String, _ json: JSON, _ suffix: String) -> JSONValue {
        let kind = json["kind"].string ?? "message"
        let from: String = json["from"].string ?? "b-77"
        if kind == "stop" { state.withLock { _ = $0.stopped.insert(from) } }
        var members: [JSONValue.Member] = [
            JSONValue.Member("type", .string(kind)), JSONValue.Member("id", .string(id)),
            JSONValue.Member("time", .string(Self.time(clock.now()))),
            JSONValue.Member("from", ["id": .string(from), "name": .string(json["name"].string ?? "Customer \(from)")]),
        ]
        if kind == "message" { members.append(JSONValue.Member("text", .string((json["text"].string ?? "Hello") + suffix))) }
        if let url = json["file"].string {
            members.append(JSONValue.Member("files", [["url": .string(url), "mime": "image/png"]]))
        }
        for key in ["payload", "replyTo"] {
            if let value = json[key].string { members.append(JSONValue.Member(key, .string(value))) }
        }
        return .object(members)
    }

    /// Posts what becomes of a message.
    func announce(_ message: BeaconMessage, _ code: Int?) {
        let states = code == nil ? state.withLock { $0.states } : ["SENT", "UNDELIV"]
        for (place, word) in states.enumerated() {
            var members: [JSONValue.Member] = [
                JSONValue.Member("type", "status"), JSONValue.Member("message", .string(message.id)),
                JSONValue.Member("state", .string(word)),
                JSONValue.Member("time", .string(Self.time(clock.now()))),
            ]
            if let reference = message.reference { members.append(JSONValue.Member("reference", .string(reference))) }
            if let code, word == "UNDELIV" {
                let problem = BeaconProblem(code)
                members.append(JSONValue.Member("error", ["code": .int(Int64(code)), "text": .string(problem.text)]))
            }
            post(.object(members), state.withLock { $0.id("bs") }, "status/\(word)", message.recipient, after: .milliseconds(5 * place))
        }
    }

    /// Posts one event, signed by Standard Webhooks 1.0.0 at each attempt.
    private func post(_ event: JSONValue, _ id: String, _ label: String, _ recipient: String?, after delay: Duration = .zero) {
        let (url, secret) = state.withLock { ($0.webhookURL, $0.secret) }
        guard let url else { return }
        let body = JSONValue.object([JSONValue.Member("events", .array([event]))]).serialized()
        let key = HMAC(.sha256, key: Base64.decode(String(secret.dropFirst(6)), padding: .optional) ?? [])
        let clock = clock
        let delivery = WebhookDelivery(label: label, recipient: recipient, url: url, body: body) { signing in
            let time = String(clock.now().seconds)
            var code = key.code(for: Array("\(id).\(time).".utf8), body)
            if signing != .right { code[0] ^= 1 }
            var headers = HTTPFields(["Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": time])
            if signing != .missing { headers["webhook-signature"] = "v1,\(Base64.encode(code))" }
            return headers
        }
        desk.sender.send(delivery, after: delay)
    }

    /// `2026-11-21T12:00:00.123Z`
    private static func time(_ now: Instant) -> String {
        Date(timeIntervalSince1970: Double(now.milliseconds) / 1000).formatted(.iso8601.time(includingFractionalSeconds: true))
    }
}
