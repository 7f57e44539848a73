internal import ConnectorKit
internal import Core
internal import JSONKit

/// Reads one item by the rule that fits it.
struct ItemReader {
    let rule: InboundRule
    let scope: Scope
    let failures: FailureTable
    let receivedAt: Instant

    /// Longer ids and addresses are none.
    private static let longestName = 512

    var event: InboundEvent {
        let sender = sender
        if let missing = rule.event.required.first(where: { $0 == .sender ? sender == nil : text($0) == nil }) {
            let detail = "`\(missing.rawValue)` leads to nothing: \(missing.meaning)"
            return InboundEvent(externalID: identity, at: at, sender: sender, body: .unknown(kind: rule.event.rawValue, detail: detail))
        }
        return InboundEvent(externalID: identity, at: at, sender: sender, body: body)
    }

    private func text(_ field: EventField) -> String? { rule.fields[field]?.text(in: scope) }

    /// Texts that rules demand; checked before.
    private func given(_ field: EventField) -> String { text(field) ?? "" }

    // MARK: What all have

    /// A message is known by the provider's id alone, because answers and reactions name it; ids of other events can be the same.
    private var identity: String {
        let named = namedIdentity
        return named.utf8.count <= Self.longestName ? named : Fingerprint.of(scope.item, context: rule.event.rawValue)
    }

    private var namedIdentity: String {
        let kind = rule.event.rawValue
        switch rule.event {
        case .message, .echo: return text(.id) ?? Fingerprint.of(scope.item, context: kind)
        case .status:
            guard let message = text(.id) ?? text(.message) else { return Fingerprint.of(scope.item, context: kind) }
            return "status:\(message):\(given(.state))"
        case .edit, .unsend, .reaction, .postback, .read, .typing, .optIn, .optOut, .ended, .unknown, .ignore, .challenge:
            return text(.id).map { "\(kind):\($0)" } ?? Fingerprint.of(scope.item, context: kind)
        }
    }

    /// The provider's time, but never one that has not come yet: a window would stay open too long.
    private var at: Instant { time(.at).map { min($0, receivedAt) } ?? receivedAt }

    private func time(_ field: EventField) -> Instant? { text(field).flatMap { rule.timeFormat.read($0) } }

    private var sender: Sender? {
        guard let address = text(.sender), address.utf8.count <= Self.longestName else { return nil }
        return Sender(addresses: [address], phone: text(.phone).flatMap(phone), displayName: text(.name), email: text(.email))
    }

    /// Digits with country code. `00` stands for `+`; a number that begins with 0 is one of the configured country.
    private func phone(_ text: String) -> String? {
        let isInternational = text.hasPrefix("+")
        guard let digits = E164.digits(of: text) else { return nil }
        if isInternational { return digits }
        if digits.hasPrefix("00") { return E164.digits(of: String(digits.dropFirst(2))) }
        guard digits.hasPrefix("0") else { return digits }
        guard let country = rule.countryCode else { return nil }
        // In Italy the zero is a part of the number.
        return E164.digits(of: country + (country == "39" ? digits : String(digits.dropFirst())))
    }

    // MARK: What happened

    private var body: InboundEvent.Body {
        switch rule.event {
        case .message: .message(message)
        case .echo: .echo(message)
        case .edit: .edit(target: given(.target), content: .text(TextContent(given(.text))))
        case .unsend: .unsend(target: given(.target))
        case .reaction: .reaction(target: given(.target), emoji: text(.emoji))
        case .postback: .postback(payload: given(.payload), title: text(.title))
        case .status: status
        case .read: .read(upTo: time(.upTo).map { min($0, receivedAt) } ?? at)
        case .typing: .typing(text(.isTyping) != "false")
        case .optIn: .consent(kind: .all, allowed: true, detail: nil)
        case .optOut: .consent(kind: .all, allowed: false, detail: nil)
        case .ended: .ended
        case .unknown, .challenge: .unknown(kind: text(.kind) ?? "webhook", detail: nil)
        case .ignore: .ignored(kind: text(.kind) ?? "webhook", reason: "the configuration says so")
        }
    }

    private var message: InboundMessage {
        let content = ContentReader(rule: rule, scope: scope, text: text(.text), payload: text(.payload))
        return InboundMessage(content.contents, kind: content.kind, quoted: text(.replyTo))
    }

    private var status: InboundEvent.Body {
        let word = given(.state)
        switch rule.states[word] {
        case .sent: return status(.sent)
        case .delivered: return status(.delivered)
        case .read: return status(.read)
        case .failed: return status(.failed, failures.failure(code: text(.errorCode) ?? word, text: text(.errorText)))
        case .ignored: return .ignored(kind: "status:\(word)", reason: "the configuration says so")
        case nil: return .unknown(kind: "status", detail: "\(word) is not in `states`")
        }
    }

    private func status(_ state: DeliveryState, _ failure: Failure? = nil) -> InboundEvent.Body {
        .status(StatusUpdate(messageExternalID: given(.message), state: state, failure: failure, correlation: text(.correlation)))
    }
}
