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
}
