import JSONKit

/// An endpoint that is not described yet. It becomes one by saying what it answers:
///
///     .get("ListUsers", root, "Lists users.", list)
///         .asking(.page, [.filter("email", .text(like: "a@b.c"), "Whose address this is.")])
///         .answering(page: "users", of: .user)
struct EndpointDraft: Sendable {
    private let make: @Sendable (EndpointDescription) -> Endpoint
    private var parameters: [EndpointDescription.Parameter] = []
    private var hasEffect = true
    private var request: EndpointDescription.Request?
    private var refusals: [(status: Int, why: String)] = []
    private var callbackTarget: String?

    init(_ make: @escaping @Sendable (EndpointDescription) -> Endpoint) { self.make = make }

    /// The query's parameters, and header fields of its own.
    func asking(_ parameters: [EndpointDescription.Parameter]...) -> EndpointDraft {
        var draft = self
        draft.parameters += parameters.flatMap { $0 }
        return draft
    }

    /// The JSON body. Each example must be one that the call takes; without any, the schema's own is shown.
    func taking(_ schema: Schema, examples: KeyValuePairs<String, JSONValue> = [:]) -> EndpointDraft {
        taking(schema, as: "application/json", examples: examples)
    }

    /// A body of another media type, such as `multipart/form-data`.
    func taking(_ schema: Schema, as mediaType: String, examples: KeyValuePairs<String, JSONValue> = [:]) -> EndpointDraft {
        var draft = self
        draft.request = EndpointDescription.Request(
            mediaType: mediaType, schema: schema, examples: examples.map { (name: $0.key, value: $0.value) })
        return draft
    }

    /// For a POST that only tells something: it stores nothing, so that `Idempotency-Key` means nothing to it.
    func changingNothing() -> EndpointDraft {
        var draft = self
        draft.hasEffect = false
        return draft
    }

    /// A refusal of its own. Those that follow from the kind of call (400, 401, 403, 404, 409 and 422 for `Idempotency-Key`, 413, 415,
    /// 429, 503) are described for all; naming one of them here tells why it happens in this call.
    func refusing(_ status: Int, _ why: String) -> EndpointDraft {
        var draft = self
        draft.refusals.append((status, why))
        return draft
    }

    /// From this call on, events are delivered to an address: a runtime expression (OpenAPI 3.0.3, Callback Object).
    func delivering(to target: String) -> EndpointDraft {
        var draft = self
        draft.callbackTarget = target
        return draft
    }
}

// MARK: - Success

extension EndpointDraft {
    /// A body of this shape.
    func answering(
        _ schema: Schema, as mediaType: String = "application/json", headers: [(name: String, schema: Schema)] = []
    ) -> Endpoint {
        make(
            EndpointDescription(
                parameters: parameters, hasEffect: hasEffect, request: request, refusals: refusals,
                success: EndpointDescription.Success(mediaType: mediaType, schema: schema, headers: headers),
                callbackTarget: callbackTarget))
    }

    /// An object with one member.
    func answering(_ key: String, _ schema: Schema) -> Endpoint { answering(.object([.required(key, schema)])) }

    /// A list without pages.
    func answering(list key: String, of schema: Schema) -> Endpoint { answering(key, .array(of: schema)) }

    /// A list in pages.
    func answering(page key: String, of schema: Schema) -> Endpoint {
        answering(.object([.required(key, .array(of: schema)), .required("meta", .pageMeta), .required("links", .pageLinks)]))
    }

    /// `{}`
    func answeringNothing() -> Endpoint { answering(.object("Empty", [])) }
}

extension Schema {
    static let pageMeta = object(
        "Meta",
        [
            .required("hasMore", flag(like: false).about("Whether there is more in the direction that is walked.")),
            .optional("afterCursor", id, inExample: false), .optional("beforeCursor", id, inExample: false),
        ])
    static let pageLinks = object(
        "Links",
        [
            .optional("next", text(like: "https://messages.example.com/v2/apps?page[after]=65f0c1d2e3a4b5c6d7e8f901"), inExample: false),
            .optional("prev", text(like: "https://messages.example.com/v2/apps?page[before]=65f0c1d2e3a4b5c6d7e8f901"), inExample: false),
        ])
}
