/// One thing that a provider told of, in the terms that all channels share.
package struct InboundEvent: Hashable, Sendable {
    /// The provider's identity of this event, unique within the integration: a second event with the same one has no effect.
    package var externalID: String
    /// When it happened, by the provider's clock. Windows are computed from it.
    package var at: Instant
    /// Who it comes from or is about; nil for events about the account itself.
    package var sender: Sender?
    /// What happened.
    package var body: Body

    /// Makes an event.
    package init(externalID: String, at: Instant, sender: Sender? = nil, body: Body) {
        self.externalID = externalID
        self.at = at
        self.sender = sender
        self.body = body
    }

    /// The kinds of events.
    package enum Body: Hashable, Sendable {
        /// The customer wrote.
        case message(InboundMessage)
        /// The business wrote from another device of the channel.
        case echo(InboundMessage)
        /// The customer changed an earlier message.
        case edit(target: String, content: Content)
        /// The customer took back an earlier message.
        case unsend(target: String)
        /// The customer reacted to a message; nil takes the reaction back.
        case reaction(target: String, emoji: String?)
        /// The customer pressed a button that is not shown as a message.
        case postback(payload: String, title: String?)
        /// What became of a message that was sent.
        case status(StatusUpdate)
        /// The customer has read up to this time.
        case read(upTo: Instant)
        /// The customer types, or stopped.
        case typing(Bool)
        /// The customer allows or forbids a kind of message.
        case consent(kind: ConsentKind, allowed: Bool, detail: String?)
        /// The customer's address, name or account changed; `sender` holds all that is known afterwards.
        case identityChange(previous: String, detail: String?)
        /// The customer told who it is, in `sender`, without a message.
        case profile
        /// The customer ended the conversation.
        case ended
        /// The customer says how satisfied it is: `score` from 1 (bad) to 5.
        case rating(score: Int, comment: String?)
        /// The customer came by an advertisement or link, without a message.
        case referral(Referral)
        /// A template was reviewed, paused, rated or moved to another category.
        case template(TemplateNotice)
        /// Something about the business account: quality, limits, restriction.
        case account(AccountNotice)
        /// On purpose without effect (a group message, a call); counted under `reason`. The kind `call`, with a sender, is a customer's call.
        case ignored(kind: String, reason: String)
        /// An item of another account of the same provider, named as in `Channel.accountID`. The runtime hands the request to that account.
        case elsewhere(accountID: String)
        /// A kind that the connector does not know; `kind` is the provider's own name. With a sender it becomes a placeholder message.
        case unknown(kind: String, detail: String?)
    }
}

/// What kinds of messages a customer can allow or forbid.
package enum ConsentKind: String, Hashable, Sendable, CaseIterable {
    case all, marketing
}

/// Who an event comes from: all addresses that are known for one person on this channel.
package struct Sender: Hashable, Sendable {
    /// Opaque addresses, the one to answer to first. At least one.
    package var addresses: [String]
    /// The telephone number in digits with country code, if the provider gave it.
    package var phone: String?
    /// The name that the person chose.
    package var displayName: String?
    /// The channel's user name.
    package var username: String?
    /// Whether the person writes in a group of this id.
    package var group: String?
    /// The e-mail address that the person gave.
    package var email: String?
    /// The language that the person reads, as a BCP 47 tag.
    package var locale: String?
    /// The business's own name of the person, proven by the business: the user of that name is this person.
    package var userExternalID: String?

    /// Makes a sender.
    package init(
        addresses: [String], phone: String? = nil, displayName: String? = nil, username: String? = nil, group: String? = nil,
        email: String? = nil, locale: String? = nil, userExternalID: String? = nil
    ) {
        self.addresses = addresses
        self.phone = phone
        self.displayName = displayName
        self.username = username
        self.group = group
        self.email = email
        self.locale = locale
        self.userExternalID = userExternalID
    }
}

/// A message that came in.
package struct InboundMessage: Hashable, Sendable {
    /// Ordered parts; nearly always one.
    package var contents: [Content]
    /// The provider's name of the kind (`sticker`, `order`, `poll_creation`), kept where the content alone does not tell.
    package var kind: String
    /// The external id of the message that this one answers.
    package var quoted: String?
    /// Forwarded from another chat.
    package var forwarded: Bool
    /// The advertisement that brought the customer.
    package var referral: Referral?
    /// Whether it counts for the channel's service window.
    package var opensWindow: Bool
    /// Who wrote, where the sender is a group: then several people write in one conversation.
    package var authorName: String?
    /// The provider's ids of the contents behind the first, where each has its own; the event's id is the first one's.
    package var partIDs: [String]
    /// The provider's id of the group of messages that are shown as one.
    package var album: String?
    /// What the business has the worker answer by itself.
    package var automaticReply: AutomaticReply?

    /// Makes a message.
    package init(
        _ contents: [Content], kind: String = "text", quoted: String? = nil, forwarded: Bool = false, referral: Referral? = nil,
        opensWindow: Bool = true, authorName: String? = nil, partIDs: [String] = [], album: String? = nil
    ) {
        self.contents = contents
        self.kind = kind
        self.quoted = quoted
        self.forwarded = forwarded
        self.referral = referral
        self.opensWindow = opensWindow
        self.authorName = authorName
        self.partIDs = partIDs
        self.album = album
    }
}

/// An answer that follows a customer's message by itself, once per session: the conversation, and where that lasts for ever the period.
package struct AutomaticReply: Hashable, Sendable {
    /// What is said.
    package var content: Content
    /// Why, in a word that the message is marked with: `away`.
    package var kind: String
    /// What tells one occasion from the next in a conversation that never ends, such as when somebody is there again.
    package var period: String

    /// Makes a reply.
    package init(_ content: Content, kind: String, period: String) {
        self.content = content
        self.kind = kind
        self.period = period
    }
}

/// Where a customer came from.
package struct Referral: Hashable, Sendable {
    /// `ad`, `post`, or the channel's own word.
    package var type: String?
    /// The address of the advertisement or link.
    package var source: String?
    /// The provider's id of the advertisement.
    package var adID: String?
    /// The click or link code.
    package var code: String?
    /// The advertisement's headline.
    package var headline: String?
    /// The advertisement's text.
    package var body: String?

    /// Makes a referral.
    package init(
        type: String? = nil, source: String? = nil, adID: String? = nil, code: String? = nil, headline: String? = nil, body: String? = nil
    ) {
        self.type = type
        self.source = source
        self.adID = adID
        self.code = code
        self.headline = headline
        self.body = body
    }
}

/// News of a template.
package struct TemplateNotice: Hashable, Sendable {
    /// The template's name.
    package var name: String
    /// Its language, with an underscore.
    package var language: String
    /// The provider's word: `APPROVED`, `PAUSED`, `quality:YELLOW`, `category:MARKETING`.
    package var event: String
    /// The provider's reason.
    package var reason: String?
    /// What is different now, if it is something that is kept of a template.
    package var change: TemplateChange?

    /// Makes a notice.
    package init(name: String, language: String, event: String, reason: String? = nil, change: TemplateChange? = nil) {
        self.name = name
        self.language = language
        self.event = event
        self.reason = reason
        self.change = change
    }
}

/// What a notice changes in a template.
package enum TemplateChange: Hashable, Sendable {
    case status(MessageTemplate.Status)
    case quality(MessageTemplate.Quality)
    case category(MessageTemplate.Category)
}

/// News of the business account or number.
package struct AccountNotice: Hashable, Sendable {
    /// The provider's field name: `account_update`, `phone_number_quality_update`.
    package var field: String
    /// The provider's event word.
    package var event: String
    /// More, in the provider's words.
    package var detail: String?
    /// A failure that the provider reported for the account as a whole.
    package var failure: Failure?
    /// Whether `event` is the provider's word on the quality of what is sent.
    package var isQuality: Bool

    /// Makes a notice.
    package init(field: String, event: String, detail: String? = nil, failure: Failure? = nil, isQuality: Bool = false) {
        self.field = field
        self.event = event
        self.detail = detail
        self.failure = failure
        self.isQuality = isQuality
    }
}
