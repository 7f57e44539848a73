/// What a rule can make of an item.
enum EventKind: String, Hashable, Sendable, CaseIterable {
    case message, echo, edit, unsend, reaction, postback, status, read, typing, optIn, optOut, ended, unknown, ignore, challenge

    /// Fields that a rule of this kind must have.
    var required: [EventField] {
        switch self {
        case .message, .echo, .read, .typing, .optIn, .optOut, .ended: [.sender]
        case .edit, .unsend, .reaction: [.sender, .target]
        case .postback: [.sender, .payload]
        case .status: [.message, .state]
        case .unknown, .ignore: []
        case .challenge: [.answer]
        }
    }

    /// Fields that it may have.
    var optional: [EventField] {
        let person: [EventField] = [.id, .at, .name, .phone, .email]
        return switch self {
        case .message, .echo: person + [.text, .payload, .replyTo]
        case .edit: person + [.text]
        case .unsend, .ended, .optIn, .optOut: person
        case .reaction: person + [.emoji]
        case .postback: person + [.title]
        case .status: [.id, .at, .errorCode, .errorText, .correlation]
        case .read: person + [.upTo]
        case .typing: person + [.isTyping]
        case .unknown: person + [.sender, .kind]
        case .ignore: [.id, .at, .kind]
        case .challenge: []
        }
    }

    /// Whether media and a location can be in it.
    var hasContent: Bool { self == .message || self == .echo }
}

/// A field of a rule. The raw value is its key.
enum EventField: String, Hashable, Sendable, CaseIterable {
    case id, at, sender, name, phone, email, text, payload, replyTo, target, emoji, title, message, state, errorCode, errorText,
        correlation, upTo, isTyping, kind, answer

    /// What it is, for the sentence that asks for it.
    var meaning: String {
        switch self {
        case .id: "the provider's id of the event"
        case .at: "when it happened"
        case .sender: "the customer's address, to which replies go"
        case .name: "the customer's name"
        case .phone: "the customer's telephone number"
        case .email: "the customer's e-mail address"
        case .text: "what the customer wrote"
        case .payload: "the payload of the button"
        case .replyTo: "the id of the message that is answered"
        case .target: "the id of the message that it is about"
        case .emoji: "the emoji"
        case .title: "the button's label"
        case .message: "the id that the provider gave the message when it was sent"
        case .state: "the provider's word for what became of it"
        case .errorCode: "the provider's code of the failure"
        case .errorText: "the provider's words for the failure"
        case .correlation: "what was sent along as `correlation`"
        case .upTo: "the time up to which the customer has read"
        case .isTyping: "false when the customer has stopped"
        case .kind: "the provider's name of the kind"
        case .answer: "the text that the provider wants back"
        }
    }

    /// Whether what it finds is left alone by masking: ids, addresses and times, but not what people write.
    var isIdentifier: Bool {
        switch self {
        case .id, .at, .sender, .phone, .email, .replyTo, .target, .message, .correlation, .upTo, .answer: true
        case .name, .text, .payload, .emoji, .title, .state, .errorCode, .errorText, .isTyping, .kind: false
        }
    }

    /// Whether what it finds is written by people, and masked whatever else is read from the same place.
    var isText: Bool { self == .text || self == .payload || self == .title }
}
