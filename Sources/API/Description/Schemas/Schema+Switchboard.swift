import Wire

extension Schema {
    private static let seatName = text(1...128, like: "bot", pattern: "^[A-Za-z0-9_-]+$")

    static let switchboardSeat = object(
        "SwitchboardSeat",
        [
            .required("id", id), .required("name", seatName), .required("integrationId", id),
            .required("integrationType", text(like: "custom")),
        ])

    static let switchboard = object(
        "Switchboard",
        [.required("id", id), .required("enabled", flag()), .optional("defaultSwitchboardIntegrationId", id, inExample: false)])

    static let switchboardUpdate = object(
        "SwitchboardUpdate",
        [.clearable("enabled", flag()), .clearable("defaultSwitchboardIntegrationId", id, inExample: false)])

    private static let fallback = text(1...FieldLimit.text, like: "Nobody is here just now. We answer tomorrow.")
        .about("What the customer is told when control cannot be passed on.")

    static let switchboardIntegration = object(
        "SwitchboardIntegration",
        [
            .required("id", id), .required("name", seatName), .required("integrationId", id),
            .required("integrationType", text(like: "custom")), .required("deliverStandbyEvents", flag()),
            .optional("nextSwitchboardIntegrationId", id, inExample: false),
            .optional("messageHistoryCount", integer(SwitchboardIntegration.historyRange, like: 5)),
            .optional("fallbackMessage", fallback),
        ])

    private static let integrationMembers: [Member] = [
        .clearable("deliverStandbyEvents", flag()), .clearable("nextSwitchboardIntegrationId", id, inExample: false),
        .clearable("messageHistoryCount", integer(SwitchboardIntegration.historyRange, like: 5)),
        .clearable("fallbackMessage", fallback, inExample: false),
    ]

    static let switchboardIntegrationCreation = anyOf([
        object(
            "SwitchboardIntegrationById", [.required("name", seatName), .required("integrationId", id)] + integrationMembers),
        object(
            "SwitchboardIntegrationByType",
            [.required("name", seatName), .required("integrationType", text(1...128, like: "custom"))] + integrationMembers),
    ]).named("SwitchboardIntegrationCreation")

    static let switchboardIntegrationUpdate = object(
        "SwitchboardIntegrationUpdate",
        [.clearable("name", seatName), .clearable("integrationId", id, inExample: false)] + integrationMembers)

    private static let target = text(1...128, like: "desk").about("An id, a name, a type, or next.")
    private static let reason = Member.clearable("reason", word(of: ControlNews.Reason.self), inExample: false)

    static let controlPass = object(
        "ControlPass", [.required("switchboardIntegration", target), reason, .clearable("metadata", metadata, inExample: false)])
    static let controlOffer = object(
        "ControlOffer", [.required("switchboardIntegration", target), .clearable("metadata", metadata, inExample: false)])
    static let controlAcceptance = object("ControlAcceptance", [.clearable("metadata", metadata)])
    static let controlRelease = object("ControlRelease", [reason, .clearable("metadata", metadata)])
}
