package import Core

/// A file that belongs to a message: where it comes from, how far it has come, and which bytes it is.
package struct MediaRecord: Hashable, Sendable {
    /// Who gave it.
    package enum Origin: String, Hashable, Sendable {
        /// A customer: the provider holds it until it is fetched.
        case inbound
        /// The business, through the API.
        case attachment
    }

    /// How far it has come.
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// The provider holds it; a job fetches it. Next: `stored`, `failed`, `dropped`.
        case waiting
        /// Its bytes are kept here. Next: `dropped`.
        case stored
        /// It could not be had; `failure` says why. Next: `waiting` when somebody asks for another try, `dropped`.
        case failed
        /// Its message is deleted; the file and this record go with the next cleaning.
        case dropped
    }

    package var id: ID
    package var appID: ID
    /// The integration that it came by; nil for an attachment.
    package var integrationID: ID?
    package var conversationID: ID?
    /// The message that it belongs to; nil for an attachment that no message has used yet.
    package var messageID: ID?
    package var origin: Origin
    package var state: State
    /// The provider's handle, for `inbound`.
    package var reference: MediaReference?
    /// As told by the sender at first, as shown by the bytes once they are here: type and subtype in lower case.
    package var mediaType: String?
    /// In bytes.
    package var size: Int?
    package var filename: String?
    /// SHA-256 of the bytes, once they are here.
    package var sha256: [UInt8]?
    /// Why it is not here: final for `failed`, that of the latest try for `waiting`.
    package var failure: Failure?

    /// Makes a record.
    package init(
        id: ID, appID: ID, integrationID: ID? = nil, conversationID: ID? = nil, messageID: ID? = nil, origin: Origin, state: State,
        reference: MediaReference? = nil, mediaType: String? = nil, size: Int? = nil, filename: String? = nil, sha256: [UInt8]? = nil,
        failure: Failure? = nil
    ) {
        self.id = id
        self.appID = appID
        self.integrationID = integrationID
        self.conversationID = conversationID
        self.messageID = messageID
        self.origin = origin
        self.state = state
        self.reference = reference
        self.mediaType = mediaType
        self.size = size
        self.filename = filename
        self.sha256 = sha256
        self.failure = failure
    }
}

/// A file that a provider has got from us, under its own id.
package struct MediaUpload: Hashable, Sendable {
    package var integrationID: ID
    /// Of the bytes.
    package var sha256: [UInt8]
    /// The provider's id.
    package var externalID: String
    package var uploadedAt: Instant

    /// Makes an upload.
    package init(integrationID: ID, sha256: [UInt8], externalID: String, uploadedAt: Instant) {
        self.integrationID = integrationID
        self.sha256 = sha256
        self.externalID = externalID
        self.uploadedAt = uploadedAt
    }
}
