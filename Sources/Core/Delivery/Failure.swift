/// Why something did not arrive, for the people who must deal with it.
package struct Failure: Hashable, Sendable, Error {
    /// Our code, from the closed list.
    package var code: FailureCode
    /// The provider's own code and words, if it said anything.
    package var provider: ProviderError?
    /// A plain sentence that is more exact than the code's own, if one is known.
    package var detail: String?

    /// Makes a failure.
    package init(_ code: FailureCode, provider: ProviderError? = nil, detail: String? = nil) {
        self.code = code
        self.provider = provider
        self.detail = detail
    }
}

/// What a provider answered, in its own words (card numbers masked).
package struct ProviderError: Hashable, Sendable {
    /// The provider's code, as text.
    package var code: String
    /// The provider's message.
    package var message: String
    /// More words of the provider.
    package var details: String?

    /// Makes an error.
    package init(code: String, message: String, details: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
    }
}

/// Who must do something about a failure.
package enum FailureActor: String, Hashable, Sendable {
    case agent, admin, nobody
}

/// Every reason that a message can fail for. The raw value is what the API and the events show.
package enum FailureCode: String, Hashable, Sendable, CaseIterable {
    case outsideWindow = "outside_window"
    case templateRequired = "template_required"
    case templateNotFound = "template_not_found"
    case templateNotApproved = "template_not_approved"
    case templateParameters = "template_parameters"
    case recipientUnreachable = "recipient_unreachable"
    case recipientBlocked = "recipient_blocked"
    case recipientOptedOut = "recipient_opted_out"
    case recipientNotOptedIn = "recipient_not_opted_in"
    case recipientInvalid = "recipient_invalid"
    case contentUnsupported = "content_unsupported"
    case contentTooLong = "content_too_long"
    case mediaUnsupported = "media_unsupported"
    case mediaTooLarge = "media_too_large"
    case mediaUnavailable = "media_unavailable"
    case rateLimited = "rate_limited"
    case providerUnavailable = "provider_unavailable"
    case providerRejected = "provider_rejected"
    case credentialsInvalid = "credentials_invalid"
    case accountRestricted = "account_restricted"
    case unknownOutcome = "unknown_outcome"
    case expired
    case cancelled
    case uncategorizedError = "uncategorized_error"
}
