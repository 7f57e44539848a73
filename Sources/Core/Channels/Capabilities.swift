/// What a channel can do, as data.
package struct Capabilities: Hashable, Sendable {
    /// How well a kind of content is carried.
    package enum Level: Hashable, Sendable {
        /// Arrives as meant.
        case full
        /// Arrives, with something lost (buttons as text, captions apart).
        case partial
        /// Refused before any call.
        case rejected
    }

    /// The kinds of content that a level is stated for.
    package enum ContentKind: String, Hashable, Sendable, CaseIterable {
        case text, image, video, audio, document, sticker, location, carousel, list, template, quickReplies, links
    }

    /// How a length is counted.
    package enum LengthUnit: Hashable, Sendable {
        case unicodeScalars, utf16, bytes
    }

    /// When free-form messages may be sent.
    package enum WindowRule: Hashable, Sendable {
        /// At any time.
        case unlimited
        /// For this long after the customer's last message that counts.
        case afterCustomerMessage(Duration)
    }

    /// A pace: on average one message per `interval`, with `burst` at once after a rest.
    package struct Pace: Hashable, Sendable {
        /// Time per message in the long run.
        package var interval: Duration
        /// Messages that may go at once after a rest.
        package var burst: Int

        /// Makes a pace.
        package init(every interval: Duration, burst: Int) {
            self.interval = interval
            self.burst = burst
        }
    }

    /// Level by kind; a kind that is absent is rejected.
    package var content: [ContentKind: Level]
    /// Longest text of one part.
    package var textLimit: Int
    /// How `textLimit` is counted.
    package var textUnit: LengthUnit
    /// When free-form messages may be sent.
    package var window: WindowRule
    /// What opens the window.
    package var windowOpeners: Set<WindowOpener>
    /// When messages are free; nil where that does not exist.
    package var freeEntry: FreeEntry?
    /// What a customer's yes and no mean.
    package var consent: ConsentRule
    /// Whether templates exist, which may be sent while the window is closed.
    package var templates: Bool
    /// How long the provider remembers an idempotency key; nil if it knows none.
    package var idempotencyKeyLife: Duration?
    /// Whether a status carries back what we sent along, so that an unknown outcome can be settled.
    package var correlatesStatuses: Bool
    /// Whether statuses come at all, beyond the answer to the send.
    package var reportsDelivery: Bool
    /// Pace of the whole account.
    package var accountPace: Pace
    /// Pace towards one customer.
    package var recipientPace: Pace?
    /// Pace towards one group, where it differs from `recipientPace`.
    package var groupPace: Pace?
    /// Which files are taken. Nil: nothing is known of them, and nothing is checked before a call.
    package var media: MediaRules?

    /// Makes capabilities.
    package init(
        content: [ContentKind: Level], textLimit: Int, textUnit: LengthUnit, window: WindowRule, templates: Bool,
        idempotencyKeyLife: Duration? = nil,
        correlatesStatuses: Bool, reportsDelivery: Bool, accountPace: Pace, recipientPace: Pace? = nil, groupPace: Pace? = nil,
        media: MediaRules? = nil, windowOpeners: Set<WindowOpener> = [.message, .postback], freeEntry: FreeEntry? = nil,
        consent: ConsentRule = ConsentRule()
    ) {
        self.content = content
        self.textLimit = textLimit
        self.textUnit = textUnit
        self.window = window
        self.templates = templates
        self.idempotencyKeyLife = idempotencyKeyLife
        self.correlatesStatuses = correlatesStatuses
        self.reportsDelivery = reportsDelivery
        self.accountPace = accountPace
        self.recipientPace = recipientPace
        self.groupPace = groupPace
        self.media = media
        self.windowOpeners = windowOpeners
        self.freeEntry = freeEntry
        self.consent = consent
    }
}
