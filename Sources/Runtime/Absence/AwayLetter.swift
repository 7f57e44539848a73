import ConnectorKit
import Core
import JSONKit
import Store
import Wire

/// The mail that tells a customer of replies that wait. Says only what stands in the conversation, which is masked.
struct AwayLetter: Sendable {
    /// What is said around the replies, in the customer's language.
    private struct Words {
        var subject: @Sendable (String) -> String
        var opening: @Sendable (String) -> String
        var goOn: String
        var reason: @Sendable (String) -> String
        var other: String
    }

    private static let english = Words(
        subject: { "\($0) has replied to you" }, opening: { "\($0) wrote to you while you were away:" }, goOn: "Continue the conversation",
        reason: { "You get this mail because you left your address in the chat of \($0). Answers to this mail are not read in the chat." },
        other: "[something that this mail cannot show]")

    private static let korean = Words(
        subject: { "\($0)에서 답변을 보냈습니다" }, opening: { "자리를 비우신 동안 \($0)에서 답변을 드렸습니다." }, goOn: "대화 이어가기",
        reason: { "\($0) 채팅에 이메일 주소를 남기셔서 보내 드리는 메일입니다. 이 메일에 대한 회신은 채팅에 전달되지 않습니다." }, other: "[이 메일에 표시할 수 없는 내용]")

    /// The longest text of one reply that is shown, in characters.
    private static let textLimit = 2000

    private let replies: [(author: String?, text: String)]
    private let business: String
    private let link: String?
    private let language: String
    private let words: Words

    init(_ messages: [MessageRecord], integration: IntegrationEntry, rule: AbsenceRule, locale: String) {
        let language = locale.lowercased().hasPrefix("ko") ? "ko" : "en"
        let words = language == "ko" ? Self.korean : Self.english
        business = integration.displayName ?? "Support"
        link = rule.link
        self.language = language
        self.words = words
        replies = messages.map { ($0.authorName, Self.text(of: $0, words)) }
    }

    private static func text(of message: MessageRecord, _ words: Words) -> String {
        guard let content = try? Content(stored: message.content) else { return words.other }
        let text: String? =
            switch content {
            case .text(let text): text.text
            case .image(let media), .file(let media): media.caption ?? media.filename ?? media.altText
            case .location(let place): place.name ?? place.address
            case .carousel(let carousel): carousel.items.map(\.title).joined(separator: ", ")
            case .list(let items, _): items.map(\.title).joined(separator: ", ")
            case .form(let form): form.fields.map(\.label).joined(separator: ", ")
            case .formResponse(let response): response.textFallback
            case .template: nil
            }
        guard let text, !text.isEmpty else { return words.other }
        return text.count > textLimit ? String(text.prefix(textLimit)) + "…" : text
    }

    /// The mail to `recipient`; the same `id` gives the same Message-ID.
    func mail(from sender: MailSender, to recipient: MailAddress, id: ID, now: Instant) -> Mail {
        var message = MailMessage(from: sender.address, name: sender.name ?? business, to: recipient, subject: words.subject(business))
        message.language = language
        message.text = text
        message.html = html
        return Mail(sender: sender.address, recipient: recipient, bytes: message.encoded(id: "\(id)", now: now))
    }

    private var text: String {
        var lines = [words.opening(business), ""]
        for reply in replies {
            if let author = reply.author { lines.append("\(author):") }
            lines += [reply.text, ""]
        }
        if let link { lines += ["\(words.goOn): \(link)", ""] }
        lines += ["-- ", words.reason(business)]
        return lines.joined(separator: "\n")
    }

    private var html: String {
        let shown = replies.map { reply in
            let name = reply.author.map { "<p style=\"margin:0 0 4px;font-size:13px;color:#586472\">\(Self.escaped($0))</p>" } ?? ""
            let text = Self.escaped(reply.text).replacing("\n", with: "<br>")
            return "<div style=\"margin:0 0 12px;padding:12px 16px;border-radius:12px;background:#f2f4f6\">\(name)\(text)</div>"
        }
        let button = link.map {
            "<p style=\"margin:20px 0\"><a href=\"\(Self.escaped($0))\" style=\"display:inline-block;padding:10px 18px;border-radius:10px;"
                + "background:#16202c;color:#ffffff;text-decoration:none\">\(Self.escaped(words.goOn))</a></p>"
        }
        return "<!doctype html><html lang=\"\(language)\"><head><meta charset=\"utf-8\"></head>"
            + "<body style=\"margin:0;padding:24px;font:15px/1.5 sans-serif;color:#16202c\"><div style=\"max-width:560px;margin:auto\">"
            + "<p>\(Self.escaped(words.opening(business)))</p>\(shown.joined())\(button ?? "")"
            + "<p style=\"font-size:12px;color:#586472\">\(Self.escaped(words.reason(business)))</p></div></body></html>"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
