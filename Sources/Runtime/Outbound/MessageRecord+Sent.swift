import Core
import Store
import Wire

extension Content {
    /// Whether it is a template in the provider's shape.
    var isTemplate: Bool {
        if case .template = self { return true }
        return false
    }
}

extension MessageRecord {
    /// What the channel is given, where people are shown something else: a template in place of its text.
    var sentContent: Content {
        get throws {
            let content = try Content(stored: content)
            return try instructions.map { try SendInstructions(stored: $0).sent(of: content) } ?? content
        }
    }

    /// The client that it goes to: the one that it was posted for, which need not be where replies of the conversation go now.
    func clientID(in conversation: Conversation) throws -> ID {
        try instructions.flatMap { try SendInstructions(stored: $0).clientID } ?? conversation.clientID
    }
}
