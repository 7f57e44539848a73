/// What a webhook can subscribe to: the event types of "Sunshine Conversations API, webhooks", and our own, which begin with `parley:`.
package enum WebhookTrigger {
    /// What the hosted product has, in order of the alphabet; `*` stands for all. It tells of no event `passthrough:messaging` here.
    package static let all = (["*", "passthrough:messaging"] + EventType.allCases.filter { !$0.isParley }.map(\.rawValue)).sorted()

    /// Whether a webhook can be told of it. A later version may tell of more under `parley:`.
    package static func isKnown(_ name: String) -> Bool {
        all.contains(name) || name.hasPrefix("parley:") && name.utf8.count > 7
    }
}
