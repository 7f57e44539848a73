import Core
import JSONKit
import Wire

/// What webhooks receive: the callback of the calls that make them (OpenAPI 3.0.3, Callback Object).
extension OpenAPIDocument {
    /// One delivery.
    static let eventDelivery: JSONValue = [
        "operationId": "ReceiveEvents", "summary": "A delivery to a webhook.", "security": [],
        "description": """
        Sent at least once and, for each conversation, in order while the webhook is healthy; webhook-id stays the same over retries and \
        replays. Every answer but 2xx, and none within 20 seconds, is tried again for three days. Answer first, work later.
        """,
        "parameters": [
            header("webhook-id", "The id of the event: what came twice has it twice."),
            header("webhook-timestamp", "When it was sent, in seconds since 1970."),
            header(
                "webhook-signature", "Signatures by the package standardwebhooks: v1, a comma and Base64; two during a change of secrets."),
            header("X-API-Key", "The secret of the webhook."),
        ],
        "requestBody": ["$ref": "#/components/requestBodies/WebhookDelivery"],
        "responses": [
            "2XX": ["description": "Taken. The body is not read."], "410": ["description": "The webhook is disabled at once."],
            "default": ["description": "Tried again later, after the time in Retry-After if there is one."],
        ],
    ]

    /// The body of a delivery, with an example for every type of event.
    static let deliveryBody: JSONValue = [
        "required": true,
        "content": [
            "application/json": [
                "schema": Schema.webhookDelivery.form,
                "examples": .object(
                    EventType.allCases.map {
                        JSONValue.Member($0.rawValue, ["value": Schema.webhookDelivery(of: Schema.event($0)).example])
                    }),
            ]
        ],
    ]

    private static func header(_ name: String, _ words: String) -> JSONValue {
        ["name": .string(name), "in": "header", "required": true, "schema": ["type": "string"], "description": .string(words)]
    }
}
