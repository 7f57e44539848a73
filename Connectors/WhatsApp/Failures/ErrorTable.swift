internal import Core

/// Meta's error codes (Cloud API, error codes, copies of 2025-12 and 2026-09).
///
/// A code means the same in an HTTP answer and in a failed status. Decisions rest on the code: HTTP statuses differ between Meta's own
/// pages, and texts may be localised.
enum ErrorTable {
    /// The entry of a code; nil for a code that is not documented.
    static func entry(_ code: String) -> ErrorEntry? {
        if let entry = byCode[code] { return entry }
        guard let number = Int(code), (200...299).contains(number) else { return nil }
        return permissionRange
    }

    /// Every entry, for the catalogue that people read.
    static let all: [ErrorEntry] = general + sending + templatesAndFlows + numbers + otherProducts

    private static let byCode = Dictionary(all.map { ($0.providerCode, $0) }, uniquingKeysWith: { first, _ in first })

    private static let permissionRange = ErrorEntry(
        "200-299", .credentialsInvalid, .credentials, "The access token is missing, or lacks a permission that this needs.")

    private static let general: [ErrorEntry] = [
        ErrorEntry("0", .credentialsInvalid, .credentials, "Meta could not confirm who is calling: the access token is not accepted."),
        ErrorEntry("1", .providerUnavailable, .retry(after: nil), "Meta reported an unknown error, or could not read the request."),
        ErrorEntry("2", .providerUnavailable, .retry(after: nil), "Meta's service is down or overloaded."),
        ErrorEntry("3", .accountRestricted, .administrator, "The app lacks the capability or permission for this call."),
        ErrorEntry("4", .rateLimited, .slowAccount(after: nil), "The app has made too many calls."),
        ErrorEntry("10", .credentialsInvalid, .credentials, "A permission was never granted to the app, or was taken away."),
        ErrorEntry("33", .accountRestricted, .administrator, "The business phone number was deleted, or its id is wrong."),
        ErrorEntry(
            "100", .providerRejected, .permanent, "A field of the request is unknown or not valid, or an id is not visible to the token."),
        ErrorEntry("104", .credentialsInvalid, .credentials, "The request carried no access token."),
        ErrorEntry("190", .credentialsInvalid, .credentials, "The access token is invalid or has expired."),
        permissionRange,
        ErrorEntry("368", .accountRestricted, .administrator, "Meta has blocked the business account for a policy violation."),
        ErrorEntry("613", .rateLimited, .slowAccount(after: nil), "Call permissions were looked up too often."),
        ErrorEntry("80007", .rateLimited, .slowAccount(after: nil), "The business account has made too many calls."),
    ]

    private static let sending: [ErrorEntry] = [
        ErrorEntry("130403", .recipientBlocked, .permanent, "The business has blocked this customer; unblock first."),
        ErrorEntry("130429", .rateLimited, .slowAccount(after: nil), "The business number sends faster than its throughput allows."),
        ErrorEntry(
            "130472", .recipientUnreachable, .withheld, "The customer is part of an experiment of Meta; marketing is not delivered."),
        ErrorEntry("130497", .providerRejected, .permanent, "The business may not message customers in this country."),
        ErrorEntry("131000", .providerUnavailable, .retry(after: nil), "Something went wrong at Meta."),
        ErrorEntry("131005", .credentialsInvalid, .credentials, "Access was denied: a permission is missing or was taken away."),
        ErrorEntry("131008", .providerRejected, .permanent, "A required field of the request is missing."),
        ErrorEntry("131009", .providerRejected, .permanent, "A value in the request is not valid."),
        ErrorEntry("131016", .providerUnavailable, .retry(after: nil), "A service at Meta is temporarily unavailable."),
        ErrorEntry("131020", .providerRejected, .permanent, "The group has only one member."),
        ErrorEntry("131021", .recipientInvalid, .permanent, "The message is addressed to the business number itself."),
        ErrorEntry(
            "131026", .recipientUnreachable, .undeliverable,
            "WhatsApp could not deliver: the number may not be on WhatsApp, use an old app, not have accepted the terms, or have blocked you."
        ),
        ErrorEntry("131030", .recipientInvalid, .permanent, "The number is not in the list of allowed recipients of Meta's test number."),
        ErrorEntry(
            "131031", .accountRestricted, .administrator, "Meta has locked the business account, or details such as the PIN differ."),
        ErrorEntry("131037", .accountRestricted, .administrator, "The display name of the business number is not approved yet."),
        ErrorEntry("131041", .providerRejected, .permanent, "The group is not known."),
        ErrorEntry("131042", .accountRestricted, .administrator, "There is a problem with the payment method of the business account."),
        ErrorEntry("131044", .providerRejected, .administrator, "There is a problem with the payment method for calls."),
        ErrorEntry("131045", .accountRestricted, .administrator, "The business number is not properly registered; register it again."),
        ErrorEntry("131047", .outsideWindow, .template, "More than 24 hours have passed since the customer's last message."),
        ErrorEntry(
            "131048", .accountRestricted, .administrator, "Too many customers blocked or reported this number; Meta limits its sends."),
        ErrorEntry(
            "131049", .recipientUnreachable, .withheld,
            "WhatsApp holds this marketing message back for this customer; wait at least a day before trying again."),
        ErrorEntry("131050", .recipientOptedOut, .optOut, "The customer has stopped marketing messages from this business."),
        ErrorEntry("131051", .contentUnsupported, .permanent, "WhatsApp does not support this type of message."),
        ErrorEntry("131052", .mediaUnavailable, .permanent, "The customer's file could not be downloaded; ask for it again."),
        ErrorEntry(
            "131053", .mediaUnsupported, .permanent, "WhatsApp could not take the file: its type, size or address does not work."),
        ErrorEntry("131055", .providerRejected, .permanent, "This method is not allowed for such messages."),
        ErrorEntry("131056", .rateLimited, .slowRecipient, "Too many messages went to this customer in a short time."),
        ErrorEntry(
            "131057", .providerUnavailable, .retry(after: .minutes(1)), "The business account is in maintenance for about a minute."),
        ErrorEntry("131059", .providerRejected, .permanent, "A place in a list has expired; the list must be read from the start."),
        ErrorEntry("131060", .contentUnsupported, .permanent, "The message is not available to this number."),
        ErrorEntry("131062", .recipientInvalid, .permanent, "This kind of message needs the customer's phone number, not only an id."),
        ErrorEntry("131063", .accountRestricted, .administrator, "Marketing templates are switched off for this account."),
        ErrorEntry(
            "131064", .accountRestricted, .administrator,
            "Meta limits the account because templates were put in the wrong category; it lifts the limit by itself."),
        ErrorEntry("131201", .providerRejected, .permanent, "The group action was done only in part."),
        ErrorEntry("131202", .providerRejected, .permanent, "The group has this participant already."),
        ErrorEntry("131204", .providerRejected, .permanent, "The group would have too many participants."),
        ErrorEntry("131207", .providerRejected, .administrator, "Meta has suspended the group."),
        ErrorEntry("131208", .rateLimited, .slowAccount(after: nil), "Too many group operations were made."),
        ErrorEntry("131209", .providerRejected, .permanent, "The group picture has the wrong proportions."),
        ErrorEntry("131210", .providerRejected, .permanent, "The group picture has the wrong size."),
        ErrorEntry("131211", .providerRejected, .administrator, "The business has as many groups as it may have."),
        ErrorEntry("131212", .providerRejected, .permanent, "The person is not in the group."),
        ErrorEntry("131213", .providerRejected, .permanent, "There is no such request to join the group."),
        ErrorEntry("131214", .providerRejected, .administrator, "Making groups is switched off for this business."),
        ErrorEntry("131215", .providerRejected, .administrator, "The business number is not eligible for groups."),
    ]
}
