package import Core
package import JSONKit

/// How a provider encodes its requests.
package enum PayloadForm: Hashable, Sendable {
    /// One JSON value, at most 64 levels deep.
    case json
    /// `application/x-www-form-urlencoded`, in the body or the query.
    case form
}

/// A request whose body has been decoded once and masked, for the connector to read.
package struct Payload: Sendable {
    /// The decoded body.
    package enum Body: Sendable {
        /// JSON; `.missing` when the request has no body.
        case json(JSON)
        /// Form fields in order, decoded.
        case form([FormField])
    }

    /// Method, path, query and headers as received. The body is the masked one.
    package var request: HTTPRequest
    /// The decoded body.
    package var body: Body
    /// When the request came in: for events without a time of their own.
    package var receivedAt: Instant

    /// Makes a payload.
    package init(request: HTTPRequest, body: Body, receivedAt: Instant) {
        self.request = request
        self.body = body
        self.receivedAt = receivedAt
    }
}

/// One field of a form.
package struct FormField: Hashable, Sendable {
    /// The decoded name.
    package var name: String
    /// The decoded value.
    package var value: String

    /// Makes a field.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Which leaves of a payload are identifiers, hashes and times, that masking must leave alone.
///
/// A leaf is named by its key, or by the end of its path (`button_reply.id`); array positions do not count. The longest match decides;
/// what matches nothing is text.
package struct IdentifierFields: Hashable, Sendable {
    /// Path ends whose values are identifiers.
    package var identifiers: Set<String>
    /// Path ends whose values are text although a shorter end is an identifier.
    package var text: Set<String>

    /// Makes the list.
    package init(_ identifiers: Set<String>, text: Set<String> = []) {
        self.identifiers = identifiers
        self.text = text
    }

    /// Whether the leaf at `path` (keys from the root) is an identifier.
    package func isIdentifier(_ path: [String]) -> Bool {
        var start = 0
        while start < path.count {
            let end = path[start...].joined(separator: ".")
            if text.contains(end) { return false }
            if identifiers.contains(end) { return true }
            start += 1
        }
        return false
    }
}
