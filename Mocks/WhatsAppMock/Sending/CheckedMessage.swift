import JSONKit

/// Whom a message is for.
enum Recipient: Hashable {
    /// The digits of `to`.
    case phone(String)
    /// The business-scoped user id of `recipient`.
    case user(String)
}

/// A message that has the right form.
struct CheckedMessage {
    /// What is sent.
    enum Kind: String, CaseIterable {
        case text, image, video, audio, document, sticker, location, contacts, reaction, interactive, template
    }

    var kind: Kind
    var recipient: Recipient
    /// `to` or `recipient` as it was written.
    var input: String
    var callbackData: String?
    /// The media id used, if any.
    var mediaID: String?
    var isVoice = false
    /// The message that is reacted to.
    var reactionTarget: String?
    var json: JSON
}
