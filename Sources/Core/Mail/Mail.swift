/// A mail that is ready to leave.
package struct Mail: Hashable, Sendable {
    /// Whom the server tells of what became of it (`MAIL FROM`).
    package var sender: MailAddress
    /// Whom it goes to: one person.
    package var recipient: MailAddress
    /// Head and body with CRLF line ends (RFC 5322).
    package var bytes: [UInt8]

    /// Makes a mail.
    package init(sender: MailAddress, recipient: MailAddress, bytes: [UInt8]) {
        self.sender = sender
        self.recipient = recipient
        self.bytes = bytes
    }
}

/// What became of a mail.
package enum MailOutcome: Hashable, Sendable {
    /// The server has it.
    case accepted
    /// It will never take it (5xx), or there is something to set right first.
    case refused(Failure)
    /// It did not take it this time.
    case later(Failure)
    /// It may have taken it: the connection broke after the last byte.
    case unknown(Failure)
}

/// Hands mails to a mail server.
package protocol MailServer: Sendable {
    /// Sends one mail; returns when it is known what became of it.
    func send(_ mail: Mail) async -> MailOutcome
}

/// Where mails of the worker come from and who takes them.
package struct MailRoom: Sendable {
    /// Who writes: the address, and the name to show if it is not the integration's.
    package var sender: MailSender
    package var server: any MailServer

    /// Puts the parts together.
    package init(sender: MailSender, server: any MailServer) {
        self.sender = sender
        self.server = server
    }
}

/// Who mails come from.
package struct MailSender: Hashable, Sendable {
    package var address: MailAddress
    /// The name beside the address; nil for that of the integration.
    package var name: String?

    /// Makes a sender.
    package init(address: MailAddress, name: String? = nil) {
        self.address = address
        self.name = name
    }
}
