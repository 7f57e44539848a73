import ConnectorKit
import Core

/// An event of a channel as lines of text.
struct EventText {
    private let event: InboundEvent

    init(_ event: InboundEvent) { self.event = event }

    /// A title, and a line for each field that is there.
    func lines(_ number: Int) -> [String] {
        let (kind, fields) = body
        let common: [(String, String?)] = [
            ("id", event.externalID), ("at", PlainText.time(event.at)), ("sender", event.sender?.addresses.joined(separator: ", ")),
            ("name", event.sender?.displayName), ("phone", event.sender?.phone), ("email", event.sender?.email),
        ]
        let lines = (common + fields).compactMap { key, value in
            value.map { "   \(key)\(String(repeating: " ", count: max(1, 12 - key.count)))\(PlainText.line($0))" }
        }
        return ["\(number). \(kind)"] + lines
    }

    private var body: (kind: String, fields: [(String, String?)]) {
        switch event.body {
        case .message(let message): ("message", fields(of: message))
        case .echo(let message): ("echo", fields(of: message))
        case .edit(let target, let content): ("edit", [("target", target), ("content", words(content))])
        case .unsend(let target): ("unsend", [("target", target)])
        case .reaction(let target, let emoji): ("reaction", [("target", target), ("emoji", emoji ?? "taken back")])
        case .postback(let payload, let title): ("postback", [("payload", payload), ("title", title)])
        case .status(let status): ("status", fields(of: status))
        case .read(let time): ("read", [("upTo", PlainText.time(time))])
        case .typing(let isTyping): ("typing", [("isTyping", "\(isTyping)")])
        case .consent(let kind, let allowed, _): (allowed ? "opt-in" : "opt-out", [("kind", kind.rawValue)])
        case .identityChange(let previous, let detail): ("identity change", [("previous", previous), ("detail", detail)])
        case .profile: ("profile", [])
        case .ended: ("ended", [])
        case .rating(let score, let comment): ("rating", [("score", "\(score)"), ("comment", comment)])
        case .referral(let referral): ("referral", [("source", referral.source), ("code", referral.code)])
        case .template(let notice): ("template", [("name", notice.name), ("event", notice.event)])
        case .account(let notice): ("account", [("field", notice.field), ("event", notice.event)])
        case .ignored(let kind, let reason): ("ignored", [("kind", kind), ("reason", reason)])
        case .elsewhere(let account): ("elsewhere", [("account", account)])
        case .unknown(let kind, let detail): ("UNKNOWN", [("kind", kind), ("detail", detail)])
        }
    }

    private func fields(of message: InboundMessage) -> [(String, String?)] {
        message.contents.map { ("content", words($0)) } + [("replyTo", message.quoted)]
    }

    private func fields(of status: StatusUpdate) -> [(String, String?)] {
        [
            ("message", status.messageExternalID), ("state", status.state.rawValue), ("correlation", status.correlation),
            ("failure", status.failure?.code.rawValue), ("code", status.failure?.provider?.code),
            ("words", status.failure?.provider.flatMap { $0.message.isEmpty ? nil : $0.message }),
        ]
    }

    private func words(_ content: Content) -> String {
        switch content {
        case .text(let text): "text: \(text.text)" + (text.payload.map { " (payload \($0))" } ?? "")
        case .image(let file), .file(let file):
            "\(file.kind.rawValue): \(file.url ?? file.reference?.url ?? file.reference?.id ?? "")"
                + (file.caption.map { " (\($0))" } ?? "")
        case .location(let place): "location: \(place.latitude), \(place.longitude) \(place.name ?? "")"
        case .carousel, .list, .form, .formResponse: "text: \(content.inWords ?? "")"
        case .template: "template"
        }
    }
}
