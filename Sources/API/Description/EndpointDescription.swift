import JSONKit

/// What a caller must know of an endpoint beside its path: what it asks, takes, answers and refuses.
struct EndpointDescription: Sendable {
    /// A parameter of the query or a field of the head.
    struct Parameter: Sendable {
        enum Place: String, Sendable { case query, header }

        let name: String
        let place: Place
        let schema: Schema
        let isRequired: Bool
        let summary: String
    }

    /// The body that is taken.
    struct Request: Sendable {
        let mediaType: String
        let schema: Schema
        /// Examples by name; empty for the schema's own.
        let examples: [(name: String, value: JSONValue)]
    }

    /// The answer of success.
    struct Success: Sendable {
        let mediaType: String
        let schema: Schema
        /// Header fields by name, with what they tell.
        let headers: [(name: String, schema: Schema)]
    }

    var parameters: [Parameter] = []
    /// Whether a call leaves something behind. Of those that do, `Idempotency-Key` makes sure that it happens once.
    var hasEffect = true
    var request: Request?
    /// What is refused and why, beside what follows from the kind of call.
    var refusals: [(status: Int, why: String)] = []
    var success: Success
    /// Where events are delivered from then on, as a runtime expression of OpenAPI; nil for a call that leads to no deliveries.
    var callbackTarget: String?
}

// MARK: - Parameters

extension EndpointDescription.Parameter {
    /// A parameter of the query.
    static func query(_ name: String, _ schema: Schema, required: Bool = false, _ summary: String) -> Self {
        Self(name: name, place: .query, schema: schema, isRequired: required, summary: summary)
    }

    /// A field of the head.
    static func header(_ name: String, _ schema: Schema, _ summary: String) -> Self {
        Self(name: name, place: .header, schema: schema, isRequired: false, summary: summary)
    }

    /// `filter[key]`.
    static func filter(_ key: String, _ schema: Schema, _ summary: String) -> Self { query("filter[\(key)]", schema, summary) }

    /// The language of sentences.
    static let language = query("lang", .text(like: "en"), "The language of sentences: en or ko; en for every other.")
}

extension [EndpointDescription.Parameter] {
    private static let after = EndpointDescription.Parameter.query(
        "page[after]", .id, "Show what follows this record: meta.afterCursor of the page before.")
    private static let before = EndpointDescription.Parameter.query(
        "page[before]", .id, "Show what stands before this record: meta.beforeCursor. Not together with page[after].")
    private static let size = EndpointDescription.Parameter.query(
        "page[size]", .integer(Paging.sizes, like: Paging.usualSize), "How many to show; \(Paging.usualSize) if left out.")

    /// The parameters of a list that is read in both directions.
    static let page = [after, before, size]
    /// The parameters of a list whose pages have one size.
    static let fixedPage = [after, before]
    /// The parameters of a list that is only read onward.
    static let onwardPage = [after, size]
}
