import JSONKit

/// The addresses that `mediaUrl` of messages holds. They belong to no endpoint: their own signature opens them.
extension OpenAPIDocument {
    static let files = JSONValue.Member(
        "/media/{file}/{ticket}",
        [
            "get": [
                "operationId": "GetFile", "tags": ["attachments"], "summary": "Gives a file.", "security": [],
                "description": """
                The address stands in mediaUrl and in attachments. It holds its own permission, which expires: ask for the message again to \
                get a new one.
                """,
                "parameters": [
                    part("file", "^[a-p]{24}$", like: "abcdefghijklmnopabcdefgh", "Which file."),
                    part(
                        "ticket", "^[a-p]{40}([.][a-z0-9]{1,8})?$", like: "abcdefghijklmnopabcdefghijklmnopabcdefgh.png",
                        "Until when, signed."),
                    [
                        "name": "Range", "in": "header", "required": false, "schema": ["type": "string"],
                        "description": "One range of bytes.",
                    ],
                ],
                "responses": [
                    "200": ["description": "The file.", "headers": headers, "content": content],
                    "206": ["description": "The range that was asked for.", "headers": headers, "content": content],
                    "304": ["description": "It is what If-None-Match names."],
                    "404": ProblemResponse.form(
                        "There is no such file, or the channel has not given it.", code: "not_found"),
                    "410": ProblemResponse.form("The URL has expired, or the file is no longer kept.", code: "link_expired"),
                    "416": ["description": "The range lies outside of the file."],
                    "503": ["$ref": .string(ProblemResponse.unavailable.reference)],
                ],
            ]
        ])

    private static let content: JSONValue = ["*/*": ["schema": Schema.binary.form, "example": Schema.binary.example]]
    private static let headers: JSONValue = [
        "ETag": ["schema": ["type": "string"]], "Content-Disposition": ["schema": ["type": "string"]],
        "Cache-Control": ["schema": ["type": "string"]],
    ]

    private static func part(_ name: String, _ pattern: String, like example: String, _ words: String) -> JSONValue {
        [
            "name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "pattern": .string(pattern)],
            "example": .string(example), "description": .string(words),
        ]
    }
}
