package import Core

/// What a document tells of; names are unique within app and kind. The words are stored: never change one.
package enum DocumentKind: String, Hashable, Sendable, CaseIterable {
    /// The app's settings as the API has changed them.
    case app
    /// An integration made or changed through the API.
    case integration
    /// A webhook made or changed through the API.
    case webhook
    /// A key made through the API or the command line.
    case key
    /// A template of a provider, as last read from it.
    case template
    /// How an integration or a webhook fares, where it must be known after a restart.
    case health
    /// The switchboard of an app.
    case switchboard
    /// Two users that became one, by the id of the discarded one.
    case merge
    /// A client that waits for the customer's confirmation, by its id.
    case link
    /// A code with which a customer may go on in another channel, by the code's hash.
    case continuation
    /// Conversations of a client that went on in another channel, by the client's id.
    case departure
    /// A customer who is away while a reply waits, by the conversation's id.
    case absence
}

/// A named record that is read whole and seldom changed: settings, not traffic.
package struct Document: Hashable, Sendable {
    /// The longest name, in bytes of UTF-8.
    package static let nameLimit = 512
    /// The longest body, in bytes.
    package static let bodyLimit = 256 * 1024

    package var appID: ID
    package var kind: DocumentKind
    package var name: String
    /// One JSON value, in a form that is the writer's own. Secrets only in encrypted form.
    package var body: JSONBytes
    package var updatedAt: Instant

    /// Makes a document.
    package init(appID: ID, kind: DocumentKind, name: String, body: JSONBytes, updatedAt: Instant) {
        self.appID = appID
        self.kind = kind
        self.name = name
        self.body = body
        self.updatedAt = updatedAt
    }

    /// - Throws: `StoreProblem.failed` when name or body is too long. Every store asks before it keeps a document.
    package func checkBounds() throws {
        guard name.utf8.count <= Self.nameLimit else {
            throw StoreProblem.failed("The name of a document has \(name.utf8.count) bytes; \(Self.nameLimit) are allowed.")
        }
        guard body.bytes.count <= Self.bodyLimit else {
            throw StoreProblem.failed("A document has \(body.bytes.count) bytes; \(Self.bodyLimit) are allowed.")
        }
    }
}

/// A sum that is kept: for metering.
package struct Counter: Hashable, Sendable {
    /// The longest name, in bytes of UTF-8.
    package static let nameLimit = 512

    package var name: String
    package var value: Int64

    /// Makes a counter.
    package init(name: String, value: Int64) {
        self.name = name
        self.value = value
    }
}
