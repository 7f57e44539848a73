import JSONKit

/// The refusals that follow from the kind of call.
enum ProblemResponse: Int, CaseIterable {
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case conflict = 409
    case tooLarge = 413
    case unsupportedMediaType = 415
    case otherBody = 422
    case tooManyRequests = 429
    case unavailable = 503

    /// Whether a call of this endpoint may be refused so.
    func applies(to endpoint: Endpoint) -> Bool {
        switch self {
        case .badRequest, .unauthorized, .forbidden, .notFound, .tooManyRequests, .unavailable: true
        case .conflict, .otherBody: endpoint.takesIdempotencyKey
        case .tooLarge, .unsupportedMediaType: endpoint.body != .none
        }
    }

    /// The code of the error body that is shown as the example.
    var code: String {
        switch self {
        case .badRequest: "bad_request"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .notFound: "not_found"
        case .conflict: "conflict"
        case .tooLarge: "payload_too_large"
        case .unsupportedMediaType: "unsupported_media_type"
        case .otherBody: "unprocessable_entity"
        case .tooManyRequests: "too_many_requests"
        case .unavailable: "service_unavailable"
        }
    }

    private var why: String {
        switch self {
        case .badRequest: "A field, a parameter or the body cannot be taken; the title names it."
        case .unauthorized: "The credentials are missing or wrong."
        case .forbidden: "The key belongs to another app, or its scope does not allow this."
        case .notFound: "There is no such thing in the app."
        case .conflict: "The state of things does not allow this now, or the first call with this Idempotency-Key is still running."
        case .tooLarge: "The body is too long."
        case .unsupportedMediaType: "The body is of a media type that is not taken."
        case .otherBody: "The Idempotency-Key was used with another call or body."
        case .tooManyRequests: "The app calls too fast. Try again after the time in Retry-After."
        case .unavailable: "The worker cannot take the call at the moment. Try again after the time in Retry-After."
        }
    }

    /// Its name among the components.
    var name: String { "\(self)" }
    var reference: String { "#/components/responses/\(name)" }

    private var headers: JSONValue? {
        let seconds: JSONValue = ["schema": ["type": "integer", "minimum": 1], "description": "Seconds to wait."]
        switch self {
        case .tooManyRequests, .unavailable: return ["Retry-After": seconds]
        case .unauthorized: return ["WWW-Authenticate": ["schema": ["type": "string"]]]
        case .badRequest, .forbidden, .notFound, .conflict, .tooLarge, .unsupportedMediaType, .otherBody: return nil
        }
    }

    /// The response under its name.
    var form: JSONValue { Self.form(why, code: code, headers: headers) }

    /// The body of every refusal.
    static let body = Schema.object(
        "Problem",
        [
            .required(
                "errors",
                .array(
                    of: .object([
                        .required("code", .text(like: "bad_request")),
                        .required("title", .text(like: "content.text must be at most 4096 characters")),
                    ]), 1...16))
        ])

    static func form(_ why: String, code: String, headers: JSONValue? = nil) -> JSONValue {
        let example: JSONValue = ["errors": [["code": .string(code), "title": .string(why)]]]
        var members: [JSONValue.Member] = [JSONValue.Member("description", .string(why))]
        if let headers { members.append(JSONValue.Member("headers", headers)) }
        members.append(JSONValue.Member("content", ["application/json": ["schema": body.form, "example": example]]))
        return .object(members)
    }
}
