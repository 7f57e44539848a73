/// What a customer allows.
extension Schema {
    private static let consentWord = object([.required("allowed", flag()), .required("at", date)])

    static let consent = object(
        "Consent",
        [
            .nullable("all", consentWord.about("Messages of every kind; null when nothing was said.")),
            .nullable("marketing", consentWord),
        ])

    static let consentUpdate = object(
        "ConsentUpdate",
        [
            .optional("all", flag().about("False: nothing is sent but answers to what the customer writes later.")),
            .optional("marketing", flag()),
            .optional("detail", text(like: "Form on the website, 31 January.").about("How it is known.")),
        ])
}
