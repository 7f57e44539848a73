import JSONKit
import Wire

extension Schema {
    private static let profileMembers: [(key: String, schema: Schema)] = [
        ("givenName", text(1...128, like: "Ana")), ("surname", text(1...128, like: "Lim")),
        ("email", text(1...128, like: "ana@example.com")), ("avatarUrl", text(1...2048, like: "https://example.com/ana.png")),
        ("locale", text(1...64, like: "ko-KR")),
    ]

    /// Free data of the caller.
    static let metadata = map(of: oneOf([text(like: "vip"), number(like: 1), flag()]), like: ["tier": "gold", "visits": 3])
        .about("A flat object of strings, numbers and booleans, at most 4 KB.").named("Metadata")

    static let user = object(
        "User",
        [
            .required("id", id), .required("authenticated", flag(like: false)),
            .optional("externalId", text(1...1024, like: "customer-17")),
            .optional("signedUpAt", date), .required("profile", object("Profile", profileMembers.map { .optional($0.key, $0.schema) })),
            .required("metadata", metadata), .required("identities", array(of: freeObject(like: [:])).like([])),
        ])

    private static let profileChange = object("ProfileChange", profileMembers.map { .clearable($0.key, $0.schema) })
        .about("An absent field stays, null clears.")

    static let userCreation = object(
        "UserCreation",
        [
            .required("externalId", text(1...1024, like: "customer-17")), .clearable("signedUpAt", date),
            .clearable("profile", profileChange), .clearable("metadata", metadata),
        ])

    static let userUpdate = object(
        "UserUpdate",
        [.clearable("signedUpAt", date), .clearable("profile", profileChange), .clearable("metadata", metadata)])

    static let clientType = word(of: ClientType.self).like("whatsapp")

    static let client = object(
        "Client",
        [
            .required("id", id), .required("type", clientType), .required("status", word("active", "blocked", "inactive", "pending")),
            .required("integrationId", id), .required("externalId", text(like: "15550107777")), .required("lastSeen", date),
            .required("linkedAt", date), .optional("displayName", text(like: "Ana")), .required("info", freeObject(like: [:])),
        ])
}
