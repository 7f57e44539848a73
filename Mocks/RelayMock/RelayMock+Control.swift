import Core
import HTTPWire
package import JSONKit
package import MockKit

extension RelayMock {
    private static let keys: Set<String> = [
        "channel", "kind", "target", "secret", "token", "rewrites", "heartbeatMilliseconds", "webhooks",
    ]

    /// Makes or changes a channel: `{"channel": "a", "kind": "hookdeck", "secret": "…", "target": "http://…"}`. A `heartbeatMilliseconds` of
    /// null silences it. `webhooks` says for all channels how calls are repeated.
    package func configure(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        try desk.configure(json, keys: Self.keys)
        guard let name = json["channel"].string, !name.isEmpty, !name.contains("/") else {
            throw ControlProblem(400, "channel must name a channel.")
        }
        var kind: RelayChannel.Kind?
        if let text = json["kind"].string {
            kind = RelayChannel.Kind(rawValue: text)
            guard kind != nil else {
                throw ControlProblem(400, "kind must be one of \(RelayChannel.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        }
        channels.withLock { channels in
            var channel = channels[name] ?? RelayChannel()
            channel.kind = kind ?? channel.kind
            channel.target = json["target"].string ?? channel.target
            channel.secret = json["secret"].string ?? channel.secret
            channel.token = json["token"].string ?? channel.token
            channel.rewrites = json["rewrites"].bool ?? channel.rewrites
            if json["heartbeatMilliseconds"].exists {
                channel.heartbeat = json["heartbeatMilliseconds"].int.map { .milliseconds(max($0, 1)) }
            }
            channels[name] = channel
        }
        return Array("{}".utf8)
    }

    /// A relay has no customers of its own.
    package func inbound(_ command: JSON) async throws(ControlProblem) -> [UInt8] {
        throw ControlProblem(404, "Requests come from a provider: POST them to /relay/{channel}.")
    }

    /// `cut` ends the streams of a channel; `state` tells its connections.
    package func control(_ call: String, _ input: JSON) async throws(ControlProblem) -> [UInt8] {
        guard let name = input["channel"].string, let channel = channels.withLock({ $0[name] }) else {
            throw ControlProblem(404, "channel must name a channel.")
        }
        switch call {
        case "cut": for stream in channel.streams { stream.finish() }
        case "state": break
        default: throw ControlProblem(404, "\(call) is not a control call of relay; there are configure, cut, state, faults.")
        }
        return JSONWriter.object { json in
            json.field("open", channel.streams.count { !$0.isClosed })
            json.field("events", channel.events.count)
            json.array("resumptions") { json in for id in channel.resumptions { json.value(id) } }
        }
    }
}
