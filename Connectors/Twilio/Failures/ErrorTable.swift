internal import ConnectorKit
internal import Core

/// A row of the error table: what one of Twilio's codes means for a message.
struct ErrorEntry: Hashable, Sendable {
    /// What is to be done.
    enum Action: Hashable, Sendable {
        /// Nothing was sent; it may work later.
        case retry(after: Duration)
        /// Nothing was sent; all sends must slow down.
        case slow(after: Duration?)
        /// It will never go as it is.
        case permanent
        /// Credentials or account: the channel stops.
        case account
        /// The customer does not want such messages.
        case optOut
        /// This customer cannot be reached here.
        case undeliverable
    }

    let providerCode: Int
    let code: FailureCode
    let action: Action
    /// What it means, as a plain sentence for people.
    let meaning: String

    init(_ providerCode: Int, _ code: FailureCode, _ action: Action, _ meaning: String) {
        self.providerCode = providerCode
        self.code = code
        self.action = action
        self.meaning = meaning
    }

    /// What an answer with this code means. `asked` is the wait that the answer asks for.
    func outcome(_ failure: Failure, asked: Duration?) -> Outcome {
        switch action {
        case .retry(let after): .unavailable(failure, retryAfter: asked ?? after)
        case .slow(let after): .throttled(failure, retryAfter: asked ?? after, scope: .account)
        case .permanent: .rejected(failure)
        case .account: .accountInvalid(failure)
        case .optOut: .recipientGone(failure, optOut: .all)
        case .undeliverable: .recipientGone(failure, optOut: nil)
        }
    }
}

/// Twilio's error codes for messages ("Error and warning dictionary").
enum ErrorTable {
    static let all: [ErrorEntry] = calls + carriers + channels

    private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.providerCode, $0) })

    /// The row of a code; nil for one that is not in the table.
    static func entry(_ code: Int) -> ErrorEntry? { byCode[code] }

    private static let calls: [ErrorEntry] = [
        ErrorEntry(20003, .credentialsInvalid, .account, "Twilio does not accept the account sid or auth token."),
        ErrorEntry(20005, .accountRestricted, .account, "The Twilio account is not active."),
        ErrorEntry(20404, .credentialsInvalid, .account, "Twilio does not know the account."),
        ErrorEntry(20429, .rateLimited, .slow(after: nil), "Too many calls at the same time; nothing was sent."),
        ErrorEntry(21211, .recipientInvalid, .undeliverable, "The number is not valid."),
        ErrorEntry(21212, .accountRestricted, .account, "The configured sender is not valid; on WhatsApp it needs the prefix whatsapp:."),
        ErrorEntry(21217, .recipientInvalid, .undeliverable, "The number does not look valid."),
        ErrorEntry(
            21408, .accountRestricted, .permanent, "Messages to the number's country are switched off in the console's geo permissions."),
        ErrorEntry(21602, .contentUnsupported, .permanent, "The message holds no text and no file."),
        ErrorEntry(21603, .accountRestricted, .account, "No sender is configured."),
        ErrorEntry(21604, .recipientInvalid, .permanent, "No recipient is named."),
        ErrorEntry(21606, .accountRestricted, .permanent, "The sender cannot send messages to this destination."),
        ErrorEntry(21608, .accountRestricted, .permanent, "A trial account can write to verified numbers only."),
        ErrorEntry(21610, .recipientOptedOut, .optOut, "The customer has answered STOP to this sender."),
        ErrorEntry(21611, .rateLimited, .slow(after: .minutes(10)), "The sender's queue is full: ten hours of messages wait already."),
        ErrorEntry(21612, .recipientUnreachable, .undeliverable, "The number cannot be reached from this sender."),
        ErrorEntry(21614, .recipientInvalid, .undeliverable, "The number is not a mobile number."),
        ErrorEntry(21617, .contentTooLong, .permanent, "The text is longer than 1600 characters."),
        ErrorEntry(21620, .mediaUnavailable, .permanent, "The address of the file is not valid."),
        ErrorEntry(21623, .mediaUnsupported, .permanent, "There are more than ten files."),
        ErrorEntry(21655, .templateNotFound, .permanent, "Twilio does not know the content sid."),
        ErrorEntry(21656, .templateParameters, .permanent, "The content variables are not valid."),
    ]

    private static let carriers: [ErrorEntry] = [
        ErrorEntry(30001, .rateLimited, .slow(after: .minutes(10)), "The queue of the messaging service has overflowed."),
        ErrorEntry(30002, .accountRestricted, .account, "The account was suspended between the call and the sending."),
        ErrorEntry(30003, .recipientUnreachable, .undeliverable, "The telephone is switched off or out of reach."),
        ErrorEntry(30004, .recipientBlocked, .undeliverable, "The message is blocked by the carrier or the customer."),
        ErrorEntry(30005, .recipientInvalid, .undeliverable, "The number is unknown or no longer exists."),
        ErrorEntry(30006, .recipientInvalid, .undeliverable, "The number is a landline, or its carrier cannot be reached."),
        ErrorEntry(30007, .providerRejected, .permanent, "The message was filtered as unwanted; do not send the same text again."),
        ErrorEntry(30008, .uncategorizedError, .permanent, "The carrier names no reason."),
        ErrorEntry(30010, .providerRejected, .permanent, "The message costs more than the price that was allowed."),
        ErrorEntry(30017, .providerUnavailable, .retry(after: .minutes(10)), "The carrier's network is congested."),
        ErrorEntry(30019, .mediaTooLarge, .permanent, "The content is larger than the carrier takes."),
        ErrorEntry(30022, .rateLimited, .slow(after: .minutes(10)), "The registered campaign sends faster than it may."),
        ErrorEntry(30023, .rateLimited, .slow(after: .hours(1)), "The registered brand has reached its daily limit."),
        ErrorEntry(30027, .rateLimited, .slow(after: .hours(1)), "The carrier's daily limit for the campaign is reached."),
        ErrorEntry(30032, .accountRestricted, .permanent, "The toll-free number is not verified."),
        ErrorEntry(30034, .accountRestricted, .permanent, "The number belongs to no registered campaign."),
        ErrorEntry(30410, .unknownOutcome, .permanent, "The next provider did not answer in time; the message may still arrive."),
    ]

    private static let channels: [ErrorEntry] = [
        ErrorEntry(63003, .recipientInvalid, .undeliverable, "The channel does not know the recipient."),
        ErrorEntry(63007, .accountRestricted, .account, "Twilio has no such sender on this channel."),
        ErrorEntry(63013, .providerRejected, .permanent, "The message breaks a policy of the channel."),
        ErrorEntry(63014, .recipientBlocked, .optOut, "The customer has blocked the sender."),
        ErrorEntry(63015, .recipientNotOptedIn, .undeliverable, "The customer has not joined the sandbox."),
        ErrorEntry(63016, .outsideWindow, .permanent, "The customer's last message is older than 24 hours; send a content template."),
        ErrorEntry(63017, .rateLimited, .slow(after: .seconds(5)), "The account sends faster than all of its senders together may."),
        ErrorEntry(63018, .rateLimited, .slow(after: .seconds(5)), "The sender is faster than the channel allows."),
        ErrorEntry(63019, .mediaUnavailable, .permanent, "The file could not be fetched from its address."),
        ErrorEntry(63024, .recipientInvalid, .undeliverable, "The recipient is not valid on this channel."),
        ErrorEntry(63026, .providerRejected, .permanent, "The message was taken for spam."),
        ErrorEntry(63027, .templateNotFound, .permanent, "The template does not exist in this language."),
        ErrorEntry(63028, .templateParameters, .permanent, "The number of values differs from the template's placeholders."),
        ErrorEntry(63029, .templateNotApproved, .permanent, "The template was not delivered to the channel yet."),
        ErrorEntry(63032, .recipientUnreachable, .undeliverable, "WhatsApp does not deliver this message to this customer for now."),
        ErrorEntry(63033, .recipientBlocked, .optOut, "The customer has blocked the sender."),
        ErrorEntry(63038, .rateLimited, .slow(after: .hours(1)), "The account's messages for today are used up."),
        ErrorEntry(63041, .templateNotApproved, .permanent, "The template is paused for low quality."),
    ]
}
