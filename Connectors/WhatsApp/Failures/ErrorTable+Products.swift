internal import Core

extension ErrorTable {
    static let templatesAndFlows: [ErrorEntry] = [
        ErrorEntry("132000", .templateParameters, .permanent, "The number of values differs from the template's placeholders."),
        ErrorEntry("132001", .templateNotFound, .permanent, "No approved template has this name and language; synchronise the templates."),
        ErrorEntry("132005", .templateParameters, .permanent, "The template's text becomes too long with these values."),
        ErrorEntry("132007", .templateNotApproved, .administrator, "The template's content breaks a policy of WhatsApp."),
        ErrorEntry("132008", .templateParameters, .permanent, "A value for the template is not valid."),
        ErrorEntry("132012", .templateParameters, .permanent, "A value has another form than the template asks for."),
        ErrorEntry("132015", .templateNotApproved, .permanent, "The template is paused for low quality; use another one until it is back."),
        ErrorEntry("132016", .templateNotApproved, .permanent, "The template was paused too often and is disabled for good."),
        ErrorEntry("132018", .templateParameters, .permanent, "The template's values did not pass Meta's checks."),
        ErrorEntry("132068", .providerRejected, .administrator, "Meta has blocked the flow."),
        ErrorEntry(
            "132069", .rateLimited, .slowAccount(after: .hours(1)), "The flow is throttled: ten messages with it went out in the last hour."
        ),
        ErrorEntry("134100", .providerRejected, .permanent, "The marketing interface takes marketing templates only."),
        ErrorEntry("134101", .providerUnavailable, .retry(after: .minutes(10)), "The template is still being synchronised at Meta."),
        ErrorEntry("134102", .templateNotApproved, .permanent, "The template is not available to the marketing interface."),
        ErrorEntry("139000", .providerRejected, .permanent, "The flow is blocked."),
        ErrorEntry("139001", .providerRejected, .permanent, "The flow could not be updated."),
        ErrorEntry("139002", .providerRejected, .permanent, "The flow could not be published."),
        ErrorEntry("139003", .providerRejected, .permanent, "The flow could not be deprecated."),
        ErrorEntry("139004", .providerRejected, .permanent, "The flow could not be deleted."),
        ErrorEntry("2388019", .providerRejected, .administrator, "The business account has as many templates as it may have."),
        ErrorEntry("2388039", .providerRejected, .permanent, "The template's status does not allow editing."),
        ErrorEntry("2388040", .providerRejected, .permanent, "A part of the template is too long."),
        ErrorEntry("2388047", .providerRejected, .permanent, "The template's header is not valid."),
        ErrorEntry("2388072", .providerRejected, .permanent, "The template's body is not valid."),
        ErrorEntry("2388073", .providerRejected, .permanent, "The template's footer is not valid."),
        ErrorEntry("2388293", .providerRejected, .permanent, "The template has too many variables for its length."),
        ErrorEntry("2388299", .providerRejected, .permanent, "The template begins or ends with a variable."),
        ErrorEntry("200005", .providerRejected, .administrator, "Template figures are not available for this account."),
        ErrorEntry("200006", .providerRejected, .administrator, "Template figures cannot be switched off."),
        ErrorEntry("200007", .providerRejected, .administrator, "Template figures are not switched on."),
    ]

    static let numbers: [ErrorEntry] = [
        ErrorEntry(
            "133000", .accountRestricted, .administrator,
            "An earlier deregistration was not finished; deregister the number, then register it."),
        ErrorEntry("133004", .providerUnavailable, .retry(after: nil), "Meta's server is temporarily unavailable."),
        ErrorEntry("133005", .providerRejected, .permanent, "The two-step verification PIN is wrong."),
        ErrorEntry("133006", .accountRestricted, .administrator, "The business number must be verified before it is registered."),
        ErrorEntry("133008", .providerUnavailable, .retry(after: nil), "The PIN was tried too often; wait as long as the details say."),
        ErrorEntry("133009", .providerUnavailable, .retry(after: nil), "The PIN was tried too fast; wait."),
        ErrorEntry("133010", .accountRestricted, .administrator, "The business number is not registered with the Cloud API."),
        ErrorEntry(
            "133015", .providerUnavailable, .retry(after: .minutes(5)), "The business number was deleted a moment ago; wait five minutes."),
        ErrorEntry(
            "133016", .providerUnavailable, .retry(after: .hours(72)),
            "The number was registered and deregistered too often; wait 72 hours."),
        ErrorEntry("2388001", .accountRestricted, .administrator, "A step of the number's registration or migration is missing."),
        ErrorEntry("2388012", .accountRestricted, .administrator, "A step of the number's registration or migration is missing."),
        ErrorEntry("2388091", .accountRestricted, .administrator, "A step of the number's registration or migration is missing."),
        ErrorEntry("2388093", .accountRestricted, .administrator, "A step of the number's registration or migration is missing."),
        ErrorEntry("2388103", .accountRestricted, .administrator, "A step of the number's registration or migration is missing."),
        ErrorEntry("2494100", .providerUnavailable, .retry(after: .minutes(3)), "The business number is in maintenance for a few minutes."),
        ErrorEntry("2593107", .providerRejected, .permanent, "The phone app's data was synchronised already; connect the number anew."),
        ErrorEntry(
            "2593108", .providerRejected, .permanent, "The phone app's data can be synchronised only within 24 hours of connecting."),
    ]

    static let otherProducts: [ErrorEntry] = [
        ErrorEntry("134011", .accountRestricted, .administrator, "The terms for payments are not accepted."),
        ErrorEntry("135000", .providerRejected, .permanent, "Meta refused the message without saying why."),
        ErrorEntry(
            "137000", .recipientInvalid, .permanent, "The customer's identity key has changed; make sure that it is still the same person."),
        ErrorEntry("138000", .providerRejected, .administrator, "Calling is switched off for the business number."),
        ErrorEntry("138001", .providerRejected, .administrator, "The customer cannot be called."),
        ErrorEntry("138002", .providerUnavailable, .retry(after: nil), "Too many calls at the same time."),
        ErrorEntry("138003", .providerUnavailable, .retry(after: nil), "There is a call with this customer already."),
        ErrorEntry("138004", .providerUnavailable, .retry(after: nil), "The call's connection failed."),
        ErrorEntry("138005", .rateLimited, .retry(after: nil), "Calls were made too fast."),
        ErrorEntry("138006", .recipientNotOptedIn, .permanent, "The customer has not allowed calls."),
        ErrorEntry("138007", .providerUnavailable, .retry(after: nil), "The call's connection took too long."),
        ErrorEntry("138008", .providerRejected, .administrator, "Meta refused the call."),
        ErrorEntry("138009", .recipientNotOptedIn, .permanent, "The customer was asked too often to allow calls."),
        ErrorEntry("138010", .providerRejected, .administrator, "Meta refused the call."),
        ErrorEntry("138011", .providerRejected, .administrator, "Meta refused the call."),
        ErrorEntry("138012", .recipientNotOptedIn, .permanent, "The customer was called as often as a day allows."),
        ErrorEntry("138013", .providerRejected, .administrator, "Meta refused the call."),
        ErrorEntry("138014", .providerRejected, .administrator, "Meta refused the call."),
        ErrorEntry("138015", .providerRejected, .administrator, "Meta refused the call."),
        ErrorEntry("138016", .providerRejected, .administrator, "Meta refused the call."),
        ErrorEntry("138017", .providerRejected, .administrator, "Meta refused the call."),
        ErrorEntry("138018", .providerRejected, .administrator, "Calling cannot be switched on for the business number."),
        ErrorEntry("139100", .providerRejected, .permanent, "Some of the customers could not be blocked or unblocked."),
        ErrorEntry("139101", .providerRejected, .permanent, "The block list is full: 64,000 customers."),
        ErrorEntry("139102", .providerUnavailable, .retry(after: nil), "The block list changed while it was read."),
        ErrorEntry("139103", .providerUnavailable, .retry(after: nil), "Blocking failed inside Meta."),
        ErrorEntry("147001", .providerRejected, .administrator, "The business user name is taken."),
        ErrorEntry("147002", .providerRejected, .administrator, "The business is not eligible for the user name."),
        ErrorEntry("147003", .providerRejected, .administrator, "The Facebook page with this user name is not linked."),
        ErrorEntry("147004", .providerRejected, .administrator, "The Instagram account with this user name is not linked."),
        ErrorEntry("147005", .providerRejected, .administrator, "The user name must be transferred first."),
        ErrorEntry(
            "1752041", .providerRejected, .permanent, "The customer was invited to marketing messages already; nothing is left to do."),
    ]
}
