internal import ConnectorKit
internal import Core

/// A row of the error table: what one of Meta's codes means for a message.
struct ErrorEntry: Hashable, Sendable {
    /// What is to be done about a code.
    enum Action: Hashable, Sendable {
        /// Nothing was sent; it may work later, at the earliest after the given time.
        case retry(after: Duration?)
        /// Nothing was sent; all sends must slow down.
        case slowAccount(after: Duration?)
        /// Nothing was sent; sends to this customer must slow down.
        case slowRecipient
        /// It will never go as it is.
        case permanent
        /// Credentials are missing, invalid or lack a permission: the channel stops.
        case credentials
        /// An administrator must act. The channel stops when the whole account is restricted, not for a single template or flow.
        case administrator
        /// The customer does not want marketing messages.
        case optOut
        /// This customer cannot be reached here.
        case undeliverable
        /// Meta holds this one message back; the customer can be reached with others.
        case withheld
        /// Only an approved template can be sent.
        case template
    }

    /// Meta's code; for a range, `first-last`.
    let providerCode: String
    /// Our code.
    let code: FailureCode
    /// What is to be done.
    let action: Action
    /// What it means, as a plain sentence for people.
    let meaning: String

    init(_ providerCode: String, _ code: FailureCode, _ action: Action, _ meaning: String) {
        self.providerCode = providerCode
        self.code = code
        self.action = action
        self.meaning = meaning
    }
}

extension ErrorEntry {
    /// What an HTTP answer with this code means. `asked` is the wait that the answer asks for; it wins over the table's.
    func outcome(_ failure: Failure, asked: Duration?) -> Outcome {
        switch action {
        case .retry(let after): .unavailable(failure, retryAfter: asked ?? after)
        case .slowAccount(let after): .throttled(failure, retryAfter: asked ?? after, scope: .account)
        case .slowRecipient: .throttled(failure, retryAfter: asked, scope: .recipient)
        case .permanent, .template, .withheld: .rejected(failure)
        case .credentials: .accountInvalid(failure)
        case .administrator: code == .accountRestricted ? .accountInvalid(failure) : .rejected(failure)
        case .optOut: .recipientGone(failure, optOut: .marketing)
        case .undeliverable: .recipientGone(failure, optOut: nil)
        }
    }
}
