import Core
import Cryptography
import HTTPWire
import JSONKit
import MockKit

/// One address of the relay: how it hands requests on, and those that wait to be pulled.
struct RelayChannel: Sendable {
    /// How requests are handed on.
    enum Kind: String, CaseIterable, Sendable {
        case pull, standardWebhooks, svix, hookdeck
        /// Called without a signature.
        case plain
    }

    /// The most requests that are kept for pulling.
    static let limit = 100_000

    var kind = Kind.pull
    /// Where requests go when the relay calls.
    var target = ""
    /// What the relay signs with.
    var secret = ""
    /// What a puller must show; empty for nothing.
    var token = ""
    /// Whether JSON bodies are read and written anew.
    var rewrites = false
    /// How often a stream says that it lives; nil for never.
    var heartbeat: Duration? = .seconds(15)
    private(set) var events: [(id: Int, text: String)] = []
    private var lastID = 0
    var streams: [HTTPStream] = []
    /// The `Last-Event-ID` of each connection that was made.
    var resumptions: [String] = []

    /// Keeps a request for pulling; gives the event as it goes over the wire.
    mutating func keep(_ request: HTTPRequest, body: [UInt8], at time: Instant) -> String {
        lastID += 1
        let data = String(decoding: event(request, body, time), as: UTF8.self)
        let text = "id: \(lastID)\ndata: \(data)\n\n"
        events.append((lastID, text))
        if events.count > Self.limit { events.removeFirst(Self.limit / 8) }
        return text
    }

    /// The form of smee.io; a relay that does not rewrite adds the exact bytes, as gosmee does.
    private func event(_ request: HTTPRequest, _ body: [UInt8], _ time: Instant) -> [UInt8] {
        JSONWriter.object { json in
            for field in signed(request.headers, body, time, .right).fields { json.field(field.name.lowercased(), field.value) }
            if rewrites, let document = try? JSONDocument.parse(body) {
                json.key("body")
                document.root.write(to: &json)
            } else {
                json.field("bodyB", Base64.encode(body))
            }
            let query = QueryItems(request.query)
            json.object("query") { json in for (name, value) in query.all { json.field(name, value) } }
            json.field("timestamp", time.milliseconds)
        }
    }

    /// The provider's fields and the relay's own.
    func signed(_ headers: HTTPFields, _ body: [UInt8], _ time: Instant, _ signing: Signing) -> HTTPFields {
        var headers = headers
        for name in ["Host", "Content-Length", "Accept", "Connection"] { headers[name] = nil }
        guard signing != .missing, !secret.isEmpty else { return headers }
        let bytes = signing == .right ? body : body + [0]
        switch kind {
        case .plain: break
        case .hookdeck: headers["X-Hookdeck-Signature"] = Base64.encode(HMAC.code(.sha256, for: bytes, key: Array(secret.utf8)))
        case .standardWebhooks, .svix, .pull:
            let name = kind == .svix ? "svix" : "webhook"
            let key = Base64.decode(String(secret.dropFirst("whsec_".count)), padding: .optional) ?? []
            let id = "msg_" + Hex.encode(SHA256.digest(body)).prefix(16)
            let start = Array("\(id).\(time.seconds).".utf8)
            headers["\(name)-id"] = id
            headers["\(name)-timestamp"] = String(time.seconds)
            headers["\(name)-signature"] = "v1," + Base64.encode(HMAC.code(.sha256, for: start + bytes, key: key))
        }
        return headers
    }
}
