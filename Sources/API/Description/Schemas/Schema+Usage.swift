/// What was counted in a month.
extension Schema {
    private static let meteredIntegration = object([.required("id", id), .nullable("type", text(like: "whatsapp"))])
    private static let country = text(like: "BR").about("ISO 3166-1; ZZ where the address does not tell.")

    static let usage = object(
        "Usage",
        [
            .required("month", text(like: "2026-11")),
            .required("monthlyActiveUsers", integer(like: 310).about("Users who wrote in the month.")),
            .required(
                "messages",
                array(
                    of: object([
                        .required("integration", meteredIntegration), .required("direction", word("inbound", "outbound")),
                        .required("country", country), .required("count", integer(like: 1200)),
                    ]))),
            .required(
                "charges",
                array(
                    of: object([
                        .required("integration", meteredIntegration),
                        .required("model", word("perMessage", "perConversation")),
                        .required("category", text(like: "marketing")), .required("type", text(like: "regular")),
                        .required("free", flag(like: false)), .required("country", country), .required("count", integer(like: 40)),
                    ])
                ).about("Delivered messages by what the provider charges for them.")),
            .required("sessions", object([.required("free", integer(like: 3)), .required("paid", integer(like: 0))])),
            .required("smsSegments", object([.required("outbound", integer(like: 0))])),
        ])
}
