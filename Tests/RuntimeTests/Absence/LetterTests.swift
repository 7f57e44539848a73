import ConnectorKit
import Core
import Cryptography
import Foundation
import Store
import Testing
import Wire

@testable import Runtime

@Suite("S3: the mail itself")
struct LetterTests {
    private let now = Instant(seconds: 1_795_264_200)

    private func mail(_ text: String, business: String = "Aurora", author: String? = "Mina", locale: String = "en", link: String? = nil)
        throws -> String
    {
        let message = MessageRecord(
            id: ID(high: 1, low: 1), appID: ID(high: 1, low: 2), conversationID: ID(high: 1, low: 3), author: .business, authorName: author,
            receivedAt: now, storedAt: now, content: Content.text(TextContent(text)).encoded(), source: .emptyObject)
        let integration = IntegrationEntry(
            id: ID(high: 2, low: 1), appID: ID(high: 1, low: 2), displayName: business, registration: ScriptedChannel.registration,
            channel: ScriptedChannel())
        let letter = AwayLetter(
            [message], integration: integration, rule: AbsenceRule(delay: .seconds(1), mails: true, link: link), locale: locale)
        let sender = MailSender(address: try #require(MailAddress("help@shop.example")))
        let mail = letter.mail(from: sender, to: try #require(MailAddress("ada@example.com")), id: ID(high: 9, low: 9), now: now)
        return String(decoding: mail.bytes, as: UTF8.self)
    }

    /// The decoded bodies: text and HTML.
    private func bodies(_ mail: String) throws -> [String] {
        try mail.components(separatedBy: "Content-Transfer-Encoding: base64\r\n\r\n").dropFirst().map { part in
            let code = part.prefix { $0 != "-" }.filter { $0 != "\r\n" }
            return String(decoding: try #require(Base64.decode(code)), as: UTF8.self)
        }
    }

    @Test func theHead_saysWhatItIs_andAnswersNobody() throws {
        let head = try #require(try mail("Hi").components(separatedBy: "\r\n\r\n").first).components(separatedBy: "\r\n")
        #expect(head.contains("From: =?UTF-8?B?QXVyb3Jh?= <help@shop.example>"))
        #expect(head.contains("To: <ada@example.com>"))
        #expect(head.contains("Date: Sat, 21 Nov 2026 12:30:00 +0000"))
        #expect(head.contains("Message-ID: <000000000000000900000009@shop.example>"))
        #expect(head.contains("Auto-Submitted: auto-generated"))
        #expect(head.contains { $0.hasPrefix("List-Unsubscribe: <mailto:help@shop.example") })
    }

    @Test(arguments: ["A\r\nBcc: eve@evil.example", "=?UTF-8?B?eA==?=\nX: y", "\u{0}\u{8}", String(repeating: "긴 이름 ", count: 60)])
    func names_cannotBeginALineOfTheHead(_ name: String) throws {
        let mail = try mail("Hi", business: name, author: name)
        let head = try #require(mail.components(separatedBy: "\r\n\r\n").first)
        #expect(!head.contains("evil") && !head.contains("X: y"))
        #expect(mail.utf8.allSatisfy { $0 < 0x80 && $0 != 0 })
        #expect(mail.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 150 && !$0.contains("\n") && !$0.contains("\r") })
    }

    @Test func markup_isOnlyText() throws {
        let bodies = try bodies(
            mail("<script>1</script> & \"x\"", author: "<b>Mina</b>", link: "https://shop.example/?a=1&b=\"><i>"))
        #expect(bodies[0].contains("<script>1</script> & \"x\""))
        #expect(bodies[1].contains("&lt;script&gt;1&lt;/script&gt; &amp; &quot;x&quot;"))
        #expect(!bodies[1].contains("<script") && !bodies[1].contains("<b>") && !bodies[1].contains("<i>"))
        #expect(bodies[1].contains("href=\"https://shop.example/?a=1&amp;b=&quot;&gt;&lt;i&gt;\""))
    }

    @Test func koreanReaders_areWrittenInKorean() throws {
        let bodies = try bodies(mail("네, 가능합니다.", locale: "ko-KR"))
        #expect(bodies.allSatisfy { $0.contains("자리를 비우신 동안") && $0.contains("네, 가능합니다.") })
    }

    @Test(arguments: [
        ("a@b.example", true), ("a.b+c@x-y.example", true), ("a@b", false), ("a@b.example\r\nX: y", false), ("<a@b.example>", false),
        ("a b@c.example", false), ("a@b@c.example", false), ("\"a\"@b.example", false), ("a@-b.example", false), ("a..b@c.example", false),
        ("ä@b.example", false), ("", false), ("@", false),
    ])
    func addresses_areTakenOnlyWhenNothingCanBeReadIntoThem(_ text: String, _ isTaken: Bool) {
        #expect((MailAddress(text) != nil) == isTaken, "\(text)")
    }
}
