import Core

/// What an integration's configuration says of templates.
package struct TemplatePolicy: Hashable, Sendable {
    /// What becomes of a free message while the window is closed.
    package enum WhenWindowClosed: Hashable, Sendable {
        /// It fails.
        case fail
        /// The template is sent in its place: with the message's text as its only value, or without values if it takes none.
        case template(name: String, language: String?)
    }

    package var whenWindowClosed: WhenWindowClosed
    /// How many template messages programs may send in a minute; more wait for their turn.
    package var botTemplatesPerMinute: Int

    /// Makes a policy.
    package init(whenWindowClosed: WhenWindowClosed = .fail, botTemplatesPerMinute: Int = 60) {
        self.whenWindowClosed = whenWindowClosed
        self.botTemplatesPerMinute = botTemplatesPerMinute
    }

    /// The pace of templates that programs send.
    var botPace: Capabilities.Pace {
        let count = max(botTemplatesPerMinute, 1)
        return Capabilities.Pace(every: .nanoseconds(60_000_000_000 / Int64(count)), burst: count)
    }
}
