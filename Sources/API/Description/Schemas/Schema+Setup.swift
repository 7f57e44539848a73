import JSONKit

extension Schema {
    static let app = object(
        "App",
        [
            .required("id", id), .optional("displayName", text(1...100, like: "Acme")),
            .required("settings", object("AppSettings", [.optional("maskCreditCardNumbers", flag())])), .required("metadata", metadata),
        ])

    static let webhook = object(
        "Webhook",
        [
            .required("id", id), .required("version", word("v2")), .required("target", text(like: "https://desk.example.com/hook")),
            .required("triggers", array(of: text(like: "conversation:message"))), .required("includeFullUser", flag(like: false)),
            .required("includeFullSource", flag(like: false)),
        ])

    static let integration = object(
        "Integration",
        [
            .required("id", id),
            .required(
                "type",
                word(
                    "whatsapp", "custom", "messenger", "instagram", "line", "telegram", "viber", "twilio", "messagebird", "mailgun",
                    "twitter",
                    "apple", "web", "android", "ios", "unity")),
            .required("status", word("active", "inactive", "error")), .optional("displayName", text(1...100, like: "Support")),
            .required("metadata", metadata),
            .optional("webhooks", array(of: webhook).about("Of type custom only."), inExample: false),
            .optional("parleyType", text(like: "kakao").about("The real type of a channel that is shown as custom."), inExample: false),
        ])
}
