import Core
import Cryptography
import Wire

/// A mail as text: head and two forms of one body (RFC 5322, RFC 2046, RFC 2047). Nothing that is put in can begin a line of the head.
struct MailMessage: Hashable, Sendable {
    let from: MailAddress
    let name: String
    let to: MailAddress
    let subject: String
    /// Of the words: `en`.
    var language = "en"
    var text = ""
    var html = ""

    init(from: MailAddress, name: String, to: MailAddress, subject: String) {
        self.from = from
        self.name = name
        self.to = to
        self.subject = subject
    }

    /// The bytes for the mail server.
    ///
    /// - Parameter id: what makes the Message-ID, unique: letters and digits.
    func encoded(id: String, now: Instant) -> [UInt8] {
        let boundary = "parley-\(id)"
        let domain = from.text.split(separator: "@").last ?? "localhost"
        var lines = [
            "From: \(Self.words(name)) <\(from)>", "To: <\(to)>", "Subject: \(Self.words(subject))", "Date: \(MailDate.text(now))",
            "Message-ID: <\(id)@\(domain)>", "MIME-Version: 1.0", "Content-Language: \(language)",
            // RFC 3834, and what other mail programs ask by: nobody's absence note answers this.
            "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All",
            "List-Unsubscribe: <mailto:\(from)?subject=unsubscribe>",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "",
        ]
        for (type, body) in [("plain", text), ("html", html)] {
            lines += ["--\(boundary)", "Content-Type: text/\(type); charset=utf-8", "Content-Transfer-Encoding: base64", ""]
            lines += Self.folded(body)
        }
        lines += ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    /// Base64 in lines of 76.
    private static func folded(_ text: String) -> [String] {
        let code = Array(Base64.encode(Array(text.utf8)).utf8)
        return stride(from: 0, to: code.count, by: 76).map { String(decoding: code[$0..<min($0 + 76, code.count)], as: UTF8.self) }
    }

    /// Encoded words (RFC 2047), each of whole characters and at most 75 bytes: whatever stands in the text is only letters here.
    private static func words(_ text: String) -> String {
        var words: [String] = []
        var word: [UInt8] = []
        for scalar in text.unicodeScalars.prefix(300) {
            let bytes = Array(String(scalar).utf8)
            if word.count + bytes.count > 30 {
                words.append(encodedWord(word))
                word = []
            }
            word += bytes
        }
        words.append(encodedWord(word))
        return words.joined(separator: "\r\n ")
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Base64.encode(bytes))?=" }
}

/// Dates as mails have them (RFC 5322, section 3.3).
enum MailDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// In Greenwich's time: `Sat, 21 Nov 2026 12:30:00 +0000`.
    static func text(_ time: Instant) -> String {
        // `2026-11-21T12:30:00.000Z`
        let parts = time.wire.utf8.split { !(0x30...0x39).contains($0) }.map { Int(String(Substring($0))) ?? 0 }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = Int(((time.seconds / 86_400) % 7 + 7) % 7)
        return "\(days[day]), \(two(parts[2])) \(months[parts[1] - 1]) \(parts[0]) \(two(parts[3])):\(two(parts[4])):\(two(parts[5])) +0000"
    }
}
