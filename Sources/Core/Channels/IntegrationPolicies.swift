/// What the owner of an account decides about windows and consent.
package struct IntegrationPolicies: Hashable, Sendable {
    /// How long before a window closes that is told. Zero: it is not told.
    package var closingLead: Duration
    /// Whether marketing that the business begins needs the customer's recorded yes.
    package var requireOptIn: Bool
    /// Which typed words count; nil leaves it to the channel.
    package var words: Capabilities.ConsentRule.Words?
    /// Words of the owner's own that end all messages, besides the usual ones.
    package var stopWords: [String]
    /// Words of the owner's own that allow them again.
    package var startWords: [String]

    /// Makes policies; the defaults are those of an integration whose configuration says nothing.
    package init(
        closingLead: Duration = .hours(1), requireOptIn: Bool = false, words: Capabilities.ConsentRule.Words? = nil,
        stopWords: [String] = [], startWords: [String] = []
    ) {
        self.closingLead = closingLead
        self.requireOptIn = requireOptIn
        self.words = words
        self.stopWords = stopWords
        self.startWords = startWords
    }
}
