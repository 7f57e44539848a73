import Core
package import JSONKit
package import MockKit

extension TwilioMock {
    private static let inboundKeys: Set<String> = [
        "kind", "from", "to", "text", "name", "count", "media", "payload", "target", "extra", "fields",
    ]
    private static let kinds: Set<String> = ["text", "media", "button", "location", "stop", "start"]

    /// Makes a customer write. Answers the sids of the messages.
    package func inbound(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        guard json.kind == .object else {
            throw ControlProblem(400, "The body must be a JSON object, such as {\"from\": \"+15550107777\", \"text\": \"Hi\"}.")
        }
        for (key, _) in json.object where !Self.inboundKeys.contains(key) {
            throw ControlProblem(400, "\(key) is not known; use one of \(Self.inboundKeys.sorted().joined(separator: ", ")).")
        }
        let kind = json["kind"].string ?? "text"
        guard Self.kinds.contains(kind) else {
            throw ControlProblem(400, "kind \(kind) is not known; use one of \(Self.kinds.sorted().joined(separator: ", ")).")
        }
        guard let url = state.withLock({ $0.settings.webhookURL }) else {
            throw ControlProblem(409, "There is no webhookURL yet; set it with configure.")
        }
        var sids: [String] = []
        let count = Int(min(max(json["count"].int ?? 1, 1), 1000))
        for place in 1...count {
            let (sid, fields) = fields(of: kind, json, count > 1 ? " \(place)" : "")
            send(fields, to: url, "inbound/\(kind)", json["from"].string)
            sids.append(sid)
        }
        return JSONWriter.object { json in json.array("ids") { json in for sid in sids { json.value(sid) } } }
    }

    private func fields(of kind: String, _ json: JSON, _ suffix: String) -> (sid: String, fields: [(String, String)]) {
        let from: String = json["from"].string ?? "+15550107777"
        let isWhatsApp = from.hasPrefix("whatsapp:")
        let to: String = json["to"].string ?? (isWhatsApp ? "whatsapp:+15550100" : "+15550100")
        let now = clock.now()
        let media = kind == "media" ? Array((json["media"].string ?? "a picture").utf8) : nil
        let (sid, account, file) = state.withLock { state in
            let sid = state.sid(media == nil ? "SM" : "MM")
            let file = media.map { MediaFile(sid: state.sid("ME"), message: sid, type: "image/jpeg", bytes: $0) }
            if let file { state.files[file.sid] = file }
            state.windows[MockState.pair(to, from)] = now
            if kind == "stop" { state.suppressed.insert(MockState.pair(to, from)) }
            if kind == "start" { state.suppressed.remove(MockState.pair(to, from)) }
            return (sid, state.settings.accountSid, file)
        }
        let texts = ["stop": "STOP", "start": "START", "media": "", "location": ""]
        let text = (json["text"].string ?? texts[kind] ?? "Hello") + suffix
        var fields = [
            ("ToCountry", "US"), ("SmsMessageSid", sid), ("NumMedia", file == nil ? "0" : "1"), ("ToCity", ""), ("FromZip", ""),
            ("SmsSid", sid),
            ("SmsStatus", "received"), ("Body", text), ("To", to), ("NumSegments", "1"), ("MessageSid", sid), ("AccountSid", account),
            ("From", from), ("ApiVersion", "2010-04-01"),
        ]
        if let file {
            let url = origin.withLock { $0 } + "\(prefix)/2010-04-01/Accounts/\(account)/Messages/\(sid)/Media/\(file.sid)"
            fields += [("MediaUrl0", url), ("MediaContentType0", file.type)]
        }
        if kind == "stop" || kind == "start" { fields.append(("OptOutType", kind.uppercased())) }
        if kind == "button" { fields += [("ButtonText", text), ("ButtonPayload", json["payload"].string ?? "pressed")] }
        if kind == "location" { fields += [("Latitude", "41.5"), ("Longitude", "2.25"), ("Label", "Harbour"), ("Address", "5 Quay St")] }
        if let name = json["name"].string { fields.append(("ProfileName", name)) }
        if isWhatsApp { fields += [("WaId", from.filter(\.isNumber)), ("MessageType", kind)] }
        if let target = json["target"].string { fields.append(("OriginalRepliedMessageSid", target)) }
        for (name, value) in json["extra"].object { fields.append((name, value.string ?? "")) }
        return (sid, fields)
    }
}
