import ConnectorKit
import Testing
import WhatsAppConnector

@Suite("Invariant 2: what masking leaves alone in WhatsApp's payloads") struct IdentifierTests {
    private func isIdentifier(_ path: String) -> Bool {
        WhatsAppConnector.registration.identifiers.isIdentifier(path.split(separator: ".").map(String.init))
    }

    static let kept = [
        "metadata.phone_number_id", "metadata.display_phone_number", "contacts.wa_id", "contacts.user_id", "messages.from", "messages.id",
        "messages.timestamp", "messages.image.id", "messages.image.sha256", "messages.image.url", "messages.image.mime_type",
        "messages.context.id", "messages.context.from", "messages.reaction.message_id", "messages.edit.original_message_id",
        "messages.system.wa_id", "messages.contacts.phones.wa_id", "messages.location.latitude", "messages.order.catalog_id",
        "messages.referral.source_id", "messages.referral.ctwa_clid", "messages.referral.image_url", "statuses.id",
        "statuses.recipient_id", "statuses.biz_opaque_callback_data", "statuses.errors.code", "statuses.errors.fbtrace_id",
        "user_id_update.user_id.previous",
    ]

    @Test("identifiers, times and addresses of files stay", arguments: kept)
    func identifiers(path: String) { #expect(isIdentifier("entry.changes.value.\(path)")) }

    static let texts = [
        "messages.text.body", "messages.type", "messages.image.caption", "messages.document.filename",
        "messages.interactive.button_reply.id", "messages.interactive.list_reply.id", "messages.interactive.list_reply.title",
        "messages.button.payload", "messages.button.text", "messages.interactive.nfm_reply.response_json", "messages.order.text",
        "messages.order.product_items.product_retailer_id", "messages.contacts.phones.phone", "messages.contacts.phones.type",
        "messages.contacts.name.formatted_name", "messages.contacts.urls.url", "messages.location.url", "messages.location.name",
        "messages.referral.source_url", "messages.referral.body", "contacts.profile.name", "messages.edit.message.text.body",
        "messages.system.body", "statuses.errors.error_data.details",
    ]

    @Test("what a person can type is text", arguments: texts)
    func typed(path: String) { #expect(!isIdentifier("entry.changes.value.\(path)")) }

    @Test(
        "ids and payloads that a business chooses for its buttons and rows are text, ids of its files are not",
        arguments: [
            ("interactive.action.buttons.reply.id", false), ("interactive.action.sections.rows.id", false),
            ("interactive.action.cards.action.buttons.quick_reply.id", false), ("template.components.parameters.payload", false),
            ("template.components.parameters.text", false), ("template.components.parameters.image.id", true),
            ("interactive.header.image.id", true),
        ])
    func outbound(path: String, stays: Bool) { #expect(isIdentifier(path) == stays) }
}
