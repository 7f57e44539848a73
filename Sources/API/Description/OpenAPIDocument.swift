import Core
import JSONKit

/// `/openapi.json`: the description of the whole API, made of what every endpoint says of itself (OpenAPI 3.0.3).
package enum OpenAPIDocument {
    /// The document, made once. It is served without credentials, as it tells nothing that differs between workers.
    package static let bytes = JSONValue.object(of(Endpoint.all)).serialized()

    static let response = HTTPResponse(
        status: 200, headers: HTTPFields(["Content-Type": "application/json", "Cache-Control": "public, max-age=300"]), body: bytes)

    private static func of(_ endpoints: [Endpoint]) -> [JSONValue.Member] {
        [
            JSONValue.Member("openapi", "3.0.3"),
            JSONValue.Member(
                "info",
                [
                    "title": "Parley", "version": "1",
                    "description": """
                    Channels of customers as users, conversations and messages: the wire format of Sunshine Conversations v2 under /v2, \
                    and what Parley adds under /parley/v1. Dates are UTC with three fraction digits. Unknown fields are ignored; null \
                    counts as absent, and clears in PATCH. Every refusal has a body with code and title; the title names the field. What \
                    webhooks receive is described as the callback of CreateWebhook.
                    """,
                ]),
            JSONValue.Member("servers", [["url": "/"]]),
            JSONValue.Member("security", [["basic": []], ["bearer": []]]),
            JSONValue.Member("tags", .array(tags(endpoints).map { ["name": .string($0)] })),
            JSONValue.Member("paths", .object(paths(endpoints))),
            JSONValue.Member("components", components(endpoints)),
        ]
    }

    private static func paths(_ endpoints: [Endpoint]) -> [JSONValue.Member] {
        var order: [String] = []
        var operations: [String: [JSONValue.Member]] = [:]
        for endpoint in endpoints {
            if operations[endpoint.path] == nil { order.append(endpoint.path) }
            operations[endpoint.path, default: []].append(JSONValue.Member(endpoint.method.lowercased(), operation(endpoint)))
        }
        return order.map { JSONValue.Member($0, .object(operations[$0] ?? [])) } + [files]
    }

    private static func tags(_ endpoints: [Endpoint]) -> [String] {
        endpoints.reduce(into: []) { tags, endpoint in
            let tag = tag(of: endpoint)
            if !tags.contains(tag) { tags.append(tag) }
        }
    }

    /// The last collection that the path names.
    static func tag(of endpoint: Endpoint) -> String {
        let literals = endpoint.path.split(separator: "/").filter { !$0.hasPrefix("{") }.dropFirst(endpoint.path.hasPrefix("/v2") ? 1 : 2)
        return literals.last { $0.hasSuffix("s") || $0 == "journal" }.map { String($0) } ?? "apps"
    }

    private static func components(_ endpoints: [Endpoint]) -> JSONValue {
        var schemas = ProblemResponse.body.components.merging(Schema.webhookDelivery.components, uniquingKeysWith: Schema.sameName)
        for description in endpoints.map(\.description) {
            let used = description.parameters.map(\.schema) + [description.success.schema] + [description.request?.schema].compactMap { $0 }
            for schema in used { schemas.merge(schema.components, uniquingKeysWith: Schema.sameName) }
        }
        return [
            "schemas": .object(schemas.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value) }),
            "responses": .object(ProblemResponse.allCases.map { JSONValue.Member($0.name, $0.form) }),
            "parameters": ["IdempotencyKey": idempotencyKey], "requestBodies": ["WebhookDelivery": deliveryBody],
            "securitySchemes": [
                "basic": ["type": "http", "scheme": "basic", "description": "The id of a key and its secret."],
                "bearer": [
                    "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description":
                        "A token signed with HS256 and the key's secret; kid of the header is the key's id, scope of the payload its scope.",
                ],
            ],
        ]
    }

    private static let idempotencyKey: JSONValue = [
        "name": "Idempotency-Key", "in": "header", "required": false,
        "schema": ["type": "string", "minLength": 1, "maxLength": .int(Int64(IdempotentCall.lengthLimit)), "pattern": "^[!-~]+$"],
        "description": "A value of your own. The same call with the same key happens once and gets the same answer for 24 hours.",
    ]
}
