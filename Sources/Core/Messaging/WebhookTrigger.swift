/// The names of events that a webhook may ask for. Source: Sunshine Conversations v2, webhook triggers; `parley:` is our own.
package enum WebhookTrigger {
    /// `*` stands for all.
    package static let all = [
        "*", "client:add", "client:remove", "client:update", "conversation:create", "conversation:join", "conversation:leave",
        "conversation:message", "conversation:message:delivery:channel", "conversation:message:delivery:failure",
        "conversation:message:delivery:user", "conversation:postback", "conversation:read", "conversation:referral", "conversation:remove",
        "conversation:typing", "passthrough:messaging", "switchboard:acceptControl", "switchboard:acceptControl:failure",
        "switchboard:offerControl", "switchboard:offerControl:failure", "switchboard:passControl", "switchboard:passControl:failure",
        "switchboard:releaseControl", "user:merge", "user:remove", "user:update",
    ]

    /// Whether a webhook can be told of it.
    package static func isKnown(_ name: String) -> Bool {
        all.contains(name) || name.hasPrefix("parley:") && name.utf8.count > 7
    }
}
