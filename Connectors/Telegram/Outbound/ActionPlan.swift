internal import Core

/// What becomes of a message's buttons: something to press where it fits, text where not. Nothing is dropped.
struct ActionPlan {
    /// Buttons below the message; nil when there are none.
    private(set) var markup: ReplyMarkup?
    /// Lines for the text: what no button can carry.
    private(set) var lines: [String] = []
    /// Labels of requests for the location; each needs a keyboard, and a message takes one.
    private(set) var locationRequests: [String] = []

    /// Telegram refuses keyboards with more buttons.
    private static let mostButtons = 100

    /// - Parameter isGroup: a page inside the chat opens only in private chats (Bot API, `InlineKeyboardButton.web_app`).
    init(_ actions: [Action], isGroup: Bool) {
        var buttons: [ReplyMarkup.InlineButton] = []
        var number = 0
        for action in actions {
            if case .locationRequest = action.kind {
                locationRequests.append(action.text.isEmpty ? "📍" : action.text)
                continue
            }
            if let button = Self.button(action, isGroup), buttons.count < Self.mostButtons {
                buttons.append(button)
            } else {
                number += 1
                lines.append(Self.line(action, number))
            }
        }
        markup = buttons.isEmpty ? nil : .inline(buttons)
    }

    private static func button(_ action: Action, _ isGroup: Bool) -> ReplyMarkup.InlineButton? {
        switch action.kind {
        case .reply(let payload, _):
            callback(action.text, payload, ButtonData.reply(payload.isEmpty ? action.text : payload))
        case .postback(let payload): callback(action.text, payload, ButtonData.postback(payload))
        case .link(let uri): link(action.text, uri)
        case .webview(let uri, let fallback):
            if !isGroup, WebAddress.isSecure(uri) {
                ReplyMarkup.InlineButton(text: action.text.isEmpty ? uri : action.text, kind: .webApp(uri))
            } else {
                link(action.text, fallback)
            }
        case .locationRequest: nil
        }
    }

    private static func callback(_ text: String, _ payload: String, _ data: String?) -> ReplyMarkup.InlineButton? {
        let label = text.isEmpty ? payload : text
        guard let data, !label.isEmpty else { return nil }
        return ReplyMarkup.InlineButton(text: label, kind: .callback(data: data))
    }

    private static func link(_ text: String, _ url: String) -> ReplyMarkup.InlineButton? {
        guard WebAddress.isUsable(url) else { return nil }
        return ReplyMarkup.InlineButton(text: text.isEmpty ? url : text, kind: .url(url))
    }

    private static func line(_ action: Action, _ number: Int) -> String {
        switch action.kind {
        case .reply(let payload, _), .postback(let payload): "\(number). \(action.text.isEmpty ? payload : action.text)"
        case .link(let url), .webview(_, let url): action.text.isEmpty ? url : "\(action.text): \(url)"
        case .locationRequest: action.text
        }
    }
}

/// Looks at web addresses.
enum WebAddress {
    /// Whether Telegram opens or fetches such an address.
    static func isUsable(_ url: String) -> Bool { isPlain(url) && (starts(url, "https://") || starts(url, "http://")) }

    /// Whether a page inside the chat may have this address.
    static func isSecure(_ url: String) -> Bool { isPlain(url) && starts(url, "https://") }

    private static func isPlain(_ url: String) -> Bool {
        url.utf8.count > 8 && url.utf8.count <= 2048 && url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private static func starts(_ url: String, _ scheme: String) -> Bool {
        url.utf8.prefix(scheme.utf8.count).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } == Array(scheme.utf8)
    }
}
