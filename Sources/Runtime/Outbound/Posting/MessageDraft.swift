package import Core

/// A message of the business, as the API was given it.
package struct MessageDraft: Hashable, Sendable {
    package var content: Content
    /// The name shown to the customer, if the channel shows one.
    package var authorName: String?
    package var actor: SendActor
    /// Free data, flat.
    package var metadata: JSONBytes?
    /// Providers' own bodies by channel type, each `{"payload": {…}}`; that of the conversation's channel is sent instead of `content`.
    package var override: JSONBytes?
    /// The user who writes; nil for the business. What a user writes is stored and told of, and goes nowhere.
    package var user: ID?
    /// Stored and told of, and sent to nobody.
    package var isSilent: Bool
    /// The client of the user that it goes to; nil for the one that replies of the conversation go to.
    package var destination: ID?
    /// Our id of the message that this one answers.
    package var quoted: ID?
    /// A template that is sent in place of `content`, in no channel's shape.
    package var template: TemplateShorthand?
    /// What is kept and shown in place of `content`, where what is sent is not what people read.
    var shown: JSONBytes?

    /// Makes a draft.
    package init(
        content: Content, authorName: String? = nil, user: ID? = nil, isSilent: Bool = false, actor: SendActor = .human,
        metadata: JSONBytes? = nil, override: JSONBytes? = nil, quoted: ID? = nil, template: TemplateShorthand? = nil
    ) {
        self.content = content
        self.authorName = authorName
        self.user = user
        self.isSilent = isSilent
        self.actor = actor
        self.metadata = metadata
        self.override = override
        self.quoted = quoted
        self.template = template
    }
}
