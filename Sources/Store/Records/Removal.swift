package import Core

/// Something that is being deleted, in steps that do not hold up others. Kept until the last step, so that a crash leaves nothing behind.
package struct Removal: Hashable, Sendable {
    /// What is deleted. The words are stored: never change one.
    package enum Kind: String, Hashable, Sendable {
        /// Messages of a conversation, up to the time of `id`.
        case messages
        /// All messages of a conversation that is gone.
        case conversation
        /// All conversations of a user that is gone.
        case user
    }

    /// Made when the deletion was asked for.
    package var id: ID
    package var appID: ID
    package var kind: Kind
    /// The conversation or the user.
    package var subject: ID
    /// The app's own name of the user, for the event that tells of the end.
    package var externalID: String?

    /// Makes a removal.
    package init(id: ID, appID: ID, kind: Kind, subject: ID, externalID: String? = nil) {
        self.id = id
        self.appID = appID
        self.kind = kind
        self.subject = subject
        self.externalID = externalID
    }
}
