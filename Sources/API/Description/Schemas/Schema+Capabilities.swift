import Core

/// What a channel can do.
extension Schema {
    private static let pace = object(
        "Pace", [.required("millisecondsPerMessage", integer(like: 13)), .required("burst", integer(like: 80))])

    private static let fileRule = object([
        .required("kind", text(like: "image")), .required("largestBytes", integer(like: 5_242_880)),
        .optional("types", array(of: text(like: "image/png")).about("All where it is left out.")),
        .required("rule", text(like: "Images are JPEG or PNG of at most 5 MB.")),
    ])

    static let capabilities = object(
        "Capabilities",
        [
            .required("integrationId", id), .required("type", text(like: "whatsapp")),
            .required(
                "content",
                object(Capabilities.ContentKind.allCases.map { .required($0.rawValue, word("full", "partial", "rejected")) })
                    .about("full: arrives as meant; partial: something is lost; rejected: refused before any call.")),
            .required(
                "text", object([.required("limit", integer(like: 4096)), .required("unit", word("unicodeScalars", "utf16", "bytes"))])),
            .required(
                "window",
                object([
                    .required("rule", text(like: "24h").about("How long a customer may be answered; unlimited where there is no window.")),
                    .required("openedBy", array(of: word(of: Capabilities.WindowOpener.self))),
                ])),
            .required("templates", flag()), .required("reportsDelivery", flag()),
            .required("pace", object([.required("account", pace), .nullable("recipient", pace)])),
            .required("files", array(of: fileRule).about("What is taken of each kind; empty where the channel does not say.")),
        ])
}
