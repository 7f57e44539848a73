import Core
import Store

/// Decides which conversation a customer's message belongs to. A value without effects.
struct ThreadingPolicy: Hashable, Sendable {
    /// What to do.
    enum Decision: Hashable, Sendable {
        /// The message belongs to the latest conversation.
        case reuse
        /// It belongs to the latest conversation, which is opened again.
        case reopen
        /// It begins a conversation.
        case begin
    }

    var threading: Threading

    /// - Parameters:
    ///   - latest: the client's newest conversation.
    ///   - time: when the customer wrote, by the provider's clock. A message that comes late belongs to the conversation at hand.
    func decide(latest: Conversation?, at time: Instant) -> Decision {
        guard let latest else { return .begin }
        let isWithinGap = time - Self.lastMessage(latest) <= threading.gap
        switch threading.mode {
        case .sessions where !isWithinGap: return .begin
        case .sessions, .lasting: break
        }
        switch (latest.status, threading.reopen) {
        case (.open, _): return .reuse
        case (.closed, .always): return .reopen
        case (.closed, .withinGap): return isWithinGap ? .reopen : .begin
        case (.closed, .never): return .begin
        }
    }

    /// The latest word of either side; silence is counted from here.
    private static func lastMessage(_ conversation: Conversation) -> Instant {
        max(conversation.lastCustomerMessageAt ?? conversation.createdAt, conversation.lastBusinessMessageAt ?? .zero)
    }
}
