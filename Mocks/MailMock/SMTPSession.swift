import Core
internal import Cryptography
internal import Foundation

/// One conversation of an SMTP client with the mock: lines in, replies out (RFC 5321). A value; strict where real servers forgive.
package struct SMTPSession: Hashable, Sendable {
    /// What the mock asks of its clients, and what goes wrong.
    package struct Rules: Hashable, Sendable {
        /// User name and password; nil takes everybody.
        package var account: Account?
        /// Replies to give in place of the usual ones, by command (`RCPT`, `DATA`, `.`); each is used once.
        package var faults: [String: [String]] = [:]

        /// The usual rules.
        package init() {}
    }

    /// Who may send.
    package struct Account: Hashable, Sendable {
        package var username: String
        package var password: String

        /// Makes an account.
        package init(username: String, password: String) {
            self.username = username
            self.password = password
        }
    }

    /// What the client is told, and what became of it.
    package enum Reply: Hashable, Sendable {
        case line(String)
        /// A mail was taken.
        case taken(Mail, String)
        /// The connection ends after the line, if there is one.
        case close(String?)
        /// Nothing: more lines of a mail follow.
        case silence
    }

    /// A mail that was taken.
    package struct Mail: Hashable, Sendable {
        package var sender: String
        package var recipients: [String]
        /// Head and body as they came, without the doubled dots.
        package var bytes: [UInt8]
    }

    private enum State: Hashable {
        /// Nobody has greeted.
        case new
        case ready
        case mail(String)
        case recipients(String, [String])
        case data(String, [String], [UInt8])
        /// The client said `AUTH PLAIN` and says who it is in the next line.
        case credentials
    }

    /// The longest line of a command and of a mail, without its end (RFC 5321, section 4.5.3.1).
    package static let (commandLimit, textLimit) = (510, 998)

    private var rules: Rules
    private var state = State.new
    private var isKnown: Bool

    /// A session after the greeting `220`.
    package init(_ rules: Rules) {
        self.rules = rules
        isKnown = rules.account == nil
    }

    /// Takes one line without its CRLF; `isClean` tells whether it ended in CRLF.
    package mutating func take(_ line: [UInt8], isClean: Bool) -> Reply {
        guard isClean else { return .close("500 5.5.2 a line must end in CRLF") }
        if case .data(let sender, let recipients, let bytes) = state { return takeText(line, sender, recipients, bytes) }
        guard line.count <= Self.commandLimit, line.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return .close("500 5.5.2 a command is a line of at most \(Self.commandLimit) ASCII characters")
        }
        let text = String(decoding: line, as: UTF8.self)
        if state == .credentials {
            state = .ready
            return admit(text)
        }
        let verb = text.prefix { $0 != " " }.uppercased()
        if let fault = fault(verb) { return fault }
        switch verb {
        case "EHLO", "HELO":
            guard text.count > 5 else { return .line("501 5.5.4 name yourself") }
            state = .ready
            let auth = rules.account == nil ? "" : "250-AUTH PLAIN\r\n"
            return .line(verb == "EHLO" ? "250-mock.example\r\n\(auth)250 SIZE 1000000" : "250 mock.example")
        case "AUTH": return authenticate(text)
        case "MAIL": return begin(text)
        case "RCPT": return add(text)
        case "DATA":
            guard case .recipients(let sender, let recipients) = state, text.uppercased() == "DATA" else { return Self.badOrder }
            state = .data(sender, recipients, [])
            return .line("354 go ahead")
        case "RSET":
            if state != .new { state = .ready }
            return .line("250 2.0.0 forgotten")
        case "NOOP": return .line("250 2.0.0 nothing done")
        case "QUIT": return .close("221 2.0.0 bye")
        default: return .line("502 5.5.1 not a command here")
        }
    }

    private static let badOrder = Reply.line("503 5.5.1 not now")

    private mutating func fault(_ verb: String) -> Reply? {
        guard var planned = rules.faults[verb], !planned.isEmpty else { return nil }
        let reply = planned.removeFirst()
        rules.faults[verb] = planned
        return reply == "cut" ? .close(nil) : .line(reply)
    }

    /// With or without the credentials in the same line (RFC 4954, section 4).
    private mutating func authenticate(_ text: String) -> Reply {
        guard state == .ready, rules.account != nil, !isKnown else { return Self.badOrder }
        let parts = text.split(separator: " ")
        guard (2...3).contains(parts.count), parts[1].uppercased() == "PLAIN" else { return .line("504 5.5.4 PLAIN only") }
        if parts.count == 3 { return admit(String(parts[2])) }
        state = .credentials
        return .line("334 ")
    }

    private mutating func admit(_ credentials: String) -> Reply {
        guard let account = rules.account, Base64.decode(credentials) == Array("\0\(account.username)\0\(account.password)".utf8) else {
            return .line("535 5.7.8 wrong user name or password")
        }
        isKnown = true
        return .line("235 2.7.0 welcome")
    }

    private mutating func begin(_ text: String) -> Reply {
        guard state == .ready else { return Self.badOrder }
        guard isKnown else { return .line("530 5.7.0 authenticate first") }
        guard let sender = Self.path(text, after: "MAIL FROM:") else { return .line("501 5.1.7 MAIL FROM:<address>") }
        state = .mail(sender)
        return .line("250 2.1.0 fine")
    }

    private mutating func add(_ text: String) -> Reply {
        let known: (sender: String, recipients: [String])
        switch state {
        case .mail(let sender): known = (sender, [])
        case .recipients(let sender, let recipients): known = (sender, recipients)
        case .new, .ready, .data, .credentials: return Self.badOrder
        }
        guard let recipient = Self.path(text, after: "RCPT TO:") else { return .line("501 5.1.3 RCPT TO:<address>") }
        state = .recipients(known.sender, known.recipients + [recipient])
        return .line("250 2.1.5 fine")
    }

    /// The address between the angle brackets; parameters may follow.
    private static func path(_ text: String, after start: String) -> String? {
        guard text.uppercased().hasPrefix(start + "<"), let end = text.firstIndex(of: ">") else { return nil }
        let address = String(text[text.index(text.startIndex, offsetBy: start.count + 1)..<end])
        let rest = text[text.index(after: end)...]
        return MailAddress(address) != nil && (rest.isEmpty || rest.hasPrefix(" ")) ? address : nil
    }

    private mutating func takeText(_ line: [UInt8], _ sender: String, _ recipients: [String], _ bytes: [UInt8]) -> Reply {
        if line == [UInt8(ascii: ".")] {
            state = .ready
            if let fault = fault(".") { return fault }
            if let problem = MailRules.problem(of: bytes) { return .line("550 5.6.0 \(problem)") }
            return .taken(Mail(sender: sender, recipients: recipients, bytes: bytes), "250 2.0.0 taken")
        }
        guard line.count <= Self.textLimit else { return .close("500 5.5.2 a line of a mail has at most \(Self.textLimit) bytes") }
        let text = line.first == UInt8(ascii: ".") ? line.dropFirst() : line[...]
        state = .data(sender, recipients, bytes + text + [0x0D, 0x0A])
        return .silence
    }
}

/// What a mail must be like to be taken.
enum MailRules {
    /// What is wrong with head or body; nil when nothing is.
    static func problem(of bytes: [UInt8]) -> String? {
        guard bytes.allSatisfy({ $0 < 0x80 && $0 != 0 }) else { return "8-bit bytes without 8BITMIME" }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return "no empty line ends the head" }
        var names: [String] = []
        for line in text[..<end.lowerBound].split(separator: "\r\n", omittingEmptySubsequences: false) {
            // A folded line belongs to the one before.
            if line.hasPrefix(" ") || line.hasPrefix("\t") { continue }
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex, !line[..<colon].contains(" ") else {
                return "a line of the head is no field"
            }
            names.append(line[..<colon].lowercased())
        }
        for name in ["from", "to", "date", "message-id", "subject", "mime-version"] where names.filter({ $0 == name }).count != 1 {
            return "the head must have one \(name)"
        }
        return nil
    }
}
