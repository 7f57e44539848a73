extension Capabilities {
    /// What a customer does that opens a window, or lets an open one begin anew.
    package enum WindowOpener: String, Hashable, Sendable, CaseIterable {
        /// Writes, in any kind that the channel has.
        case message
        /// Reacts to a message, or takes a reaction back.
        case reaction
        /// Presses a button that is not shown as a message.
        case postback
        /// Calls the business.
        case call
    }

    /// Messages that cost nothing because the customer came by an advertisement. They lengthen no window.
    package struct FreeEntry: Hashable, Sendable {
        /// The business must answer within this time after the customer's message.
        package var answerWithin: Duration
        /// How long messages are free, from the answer on.
        package var length: Duration
        /// `Referral.type` of what counts.
        package var referrals: Set<String>

        /// Makes a rule.
        package init(answerWithin: Duration, length: Duration, referrals: Set<String>) {
            self.answerWithin = answerWithin
            self.length = length
            self.referrals = referrals
        }
    }

    /// What a customer's yes and no mean on the channel.
    package struct ConsentRule: Hashable, Sendable {
        /// Which typed words count.
        package enum Words: String, Hashable, Sendable, CaseIterable {
            /// None.
            case off
            /// Those that mean nothing else: `STOP`, and not `CANCEL`, which may be about an order.
            case plain
            /// Those that carriers enforce as well.
            case all
        }

        /// Which typed words count, unless the integration's settings say otherwise.
        package var words: Words
        /// Whether a customer who refused all messages and writes again may be answered without a new yes.
        package var answersAfterRefusal: Bool

        /// Makes a rule.
        package init(words: Words = .off, answersAfterRefusal: Bool = true) {
            self.words = words
            self.answersAfterRefusal = answersAfterRefusal
        }
    }
}
