/// The plain words of a failure code, in one language.
package struct FailureWords: Hashable, Sendable {
    /// A few words: what happened.
    package let title: String
    /// One sentence: what it means.
    package let detail: String
    /// What the actor can do next.
    package let nextStep: String
}

extension FailureCode {
    /// Who must act.
    package var actor: FailureActor {
        switch self {
        case .outsideWindow, .templateRequired, .templateNotFound, .templateNotApproved, .templateParameters, .recipientUnreachable,
            .recipientBlocked, .recipientOptedOut, .recipientNotOptedIn, .recipientInvalid, .contentUnsupported, .contentTooLong,
            .mediaUnsupported, .mediaTooLarge, .mediaUnavailable, .unknownOutcome, .expired:
            .agent
        case .credentialsInvalid, .accountRestricted, .providerRejected, .uncategorizedError: .admin
        case .rateLimited, .providerUnavailable, .cancelled: .nobody
        }
    }

    /// Whether sending the same message again can help.
    package var retryable: Bool {
        switch self {
        case .recipientUnreachable, .mediaUnavailable, .rateLimited, .providerUnavailable, .credentialsInvalid, .accountRestricted,
            .unknownOutcome, .expired, .cancelled:
            true
        case .outsideWindow, .templateRequired, .templateNotFound, .templateNotApproved, .templateParameters, .recipientBlocked,
            .recipientOptedOut, .recipientNotOptedIn, .recipientInvalid, .contentUnsupported, .contentTooLong, .mediaUnsupported,
            .mediaTooLarge, .providerRejected, .uncategorizedError:
            false
        }
    }

    /// The words in English.
    package var words: FailureWords {
        switch self {
        case .outsideWindow:
            FailureWords(
                title: "The reply window is closed",
                detail:
                    "This channel accepts free replies only for a limited time after the customer's last message, and that time is over.",
                nextStep: "Send an approved template, or wait until the customer writes again.")
        case .templateRequired:
            FailureWords(
                title: "Only a template can be sent now",
                detail: "The provider accepts nothing but approved templates for this customer at the moment.",
                nextStep: "Send an approved template.")
        case .templateNotFound:
            FailureWords(
                title: "The template does not exist", detail: "No template of this name and language is known to the provider.",
                nextStep: "Check the name and the language, or synchronise the templates.")
        case .templateNotApproved:
            FailureWords(
                title: "The template cannot be sent", detail: "The template is not approved, paused or disabled.",
                nextStep: "Use another template, or ask an administrator about this one.")
        case .templateParameters:
            FailureWords(
                title: "The template's values do not fit",
                detail: "The number or form of the values differs from the template's placeholders.",
                nextStep: "Correct the values and send it again.")
        case .recipientUnreachable:
            FailureWords(
                title: "The customer cannot be reached here",
                detail: "The provider could not deliver to this customer: perhaps no account on this channel, or an outdated app.",
                nextStep: "Try another channel.")
        case .recipientBlocked:
            FailureWords(
                title: "The customer is blocked", detail: "The customer blocked this account, or the account blocked the customer.",
                nextStep: "Use another channel.")
        case .recipientOptedOut:
            FailureWords(
                title: "The customer does not want these messages", detail: "The customer has opted out of this kind of message.",
                nextStep: "Do not send it again; answer only what the customer asks.")
        case .recipientNotOptedIn:
            FailureWords(
                title: "The customer has not agreed", detail: "Messages of this kind need the customer's consent, and none is recorded.",
                nextStep: "Get consent and record it first.")
        case .recipientInvalid:
            FailureWords(
                title: "The address is not valid", detail: "The provider does not accept the customer's number or id.",
                nextStep: "Check the number or id.")
        case .contentUnsupported:
            FailureWords(
                title: "This channel cannot carry this message",
                detail: "The kind of message, or something in it, is not possible on this channel.",
                nextStep: "Write it in another form.")
        case .contentTooLong:
            FailureWords(
                title: "The message is too long", detail: "A text, title or list in the message is longer than the channel allows.",
                nextStep: "Shorten it and send it again.")
        case .mediaUnsupported:
            FailureWords(
                title: "The file type is not accepted", detail: "The channel does not take files of this type.",
                nextStep: "Convert the file or send a link.")
        case .mediaTooLarge:
            FailureWords(
                title: "The file is too large", detail: "The file is larger than the channel allows.",
                nextStep: "Send a smaller file or a link.")
        case .mediaUnavailable:
            FailureWords(
                title: "The file could not be fetched", detail: "The file's address did not answer, or no longer exists.",
                nextStep: "Check the address and send it again.")
        case .rateLimited:
            FailureWords(
                title: "Too many messages", detail: "The provider asked to slow down, for longer than the message may wait.",
                nextStep: "Send it again later.")
        case .providerUnavailable:
            FailureWords(
                title: "The provider does not answer",
                detail: "The provider could not be reached or reported a fault, until the message's time was over.",
                nextStep: "Send it again later.")
        case .providerRejected:
            FailureWords(
                title: "The provider refused the message", detail: "The provider does not accept the request as it is.",
                nextStep: "An administrator should read the provider's own words.")
        case .credentialsInvalid:
            FailureWords(
                title: "The channel's access is not valid", detail: "The provider does not accept the access token or key of this channel.",
                nextStep: "An administrator must renew the channel's credentials.")
        case .accountRestricted:
            FailureWords(
                title: "The business account is restricted",
                detail: "The provider has locked, limited or not yet enabled the business account.",
                nextStep: "An administrator must settle it with the provider.")
        case .unknownOutcome:
            FailureWords(
                title: "It is not known whether the message arrived",
                detail: "The connection broke after the message was handed over, and no confirmation came.",
                nextStep: "Ask the customer, or send it again and accept that it may arrive twice.")
        case .expired:
            FailureWords(
                title: "The message's time was over", detail: "The message could not be sent before its deadline.",
                nextStep: "Check whether it still makes sense, then send it again.")
        case .cancelled:
            FailureWords(
                title: "The message was withdrawn", detail: "Somebody cancelled it before it was sent.", nextStep: "Nothing to do.")
        case .uncategorizedError:
            FailureWords(
                title: "The provider reported an unknown error",
                detail: "The provider refused the message for a reason that is not in our list.",
                nextStep: "An administrator should read the provider's own words.")
        }
    }
}
