import JSONKit
import MockKit

/// What Telegram refuses in a message, in its words.
enum SendCheck {
    /// A text with its marks.
    static func text(_ parameters: Parameters) throws(BotProblem) -> String {
        guard let text = parameters.text("text"), !isBlank(text) else { throw .badRequest("message text is empty") }
        try marks(text, parameters, entities: "entities")
        guard visible(text, parameters).utf16.count <= 4096 else { throw .badRequest("message is too long") }
        return text
    }

    /// A caption, if there is one.
    static func caption(_ parameters: Parameters) throws(BotProblem) -> String? {
        guard let caption = parameters.text("caption"), !caption.isEmpty else { return nil }
        try marks(caption, parameters, entities: "caption_entities")
        guard visible(caption, parameters).utf16.count <= 1024 else { throw .badRequest("message caption is too long") }
        return caption
    }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    /// Lengths count after the marks were read; of HTML the tags go.
    private static func visible(_ text: String, _ parameters: Parameters) -> String {
        guard parameters.text("parse_mode")?.lowercased() == "html" else { return text }
        var isTag = false
        return text.filter { character in
            if character == "<" { isTag = true }
            defer { if character == ">" { isTag = false } }
            return !isTag
        }
    }

    // MARK: Formatting

    private static func marks(_ text: String, _ parameters: Parameters, entities: String) throws(BotProblem) {
        switch parameters.text("parse_mode")?.lowercased() {
        case nil, "": break
        case "html": try html(text)
        case "markdown": break
        case "markdownv2": try markdown(text)
        default: throw .badRequest("unsupported parse_mode")
        }
        for entity in try parameters.json(entities)?.elements ?? [] {
            guard let type = entity["type"]?.text, !type.isEmpty else {
                throw .badRequest("can't parse MessageEntity: Field \"type\" must be of type String")
            }
            guard let offset = entity["offset"]?.integer, let length = entity["length"]?.integer else {
                throw .badRequest("can't parse MessageEntity: Can't find field \"offset\"")
            }
            guard offset >= 0, length > 0, offset + length <= text.utf16.count else { throw .badRequest("ENTITY_BOUNDS_INVALID") }
        }
    }

    private static func html(_ text: String) throws(BotProblem) {
        let known: Set<Substring> = [
            "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "code", "pre", "blockquote", "tg-emoji",
        ]
        var open: [Substring] = []
        for piece in text.split(separator: "<", omittingEmptySubsequences: false).dropFirst() {
            guard let end = piece.firstIndex(of: ">") else {
                throw .badRequest("can't parse entities: Unclosed start tag at byte offset 0")
            }
            let isEnd = piece.first == "/"
            let name = piece[..<end].drop { $0 == "/" }.prefix { $0 != " " }
            guard known.contains(name) else {
                throw .badRequest("can't parse entities: Unsupported start tag \"\(name)\" at byte offset 0")
            }
            if isEnd {
                guard open.popLast() == name else { throw .badRequest("can't parse entities: Unmatched end tag at byte offset 0") }
            } else {
                open.append(name)
            }
        }
        if let name = open.last { throw .badRequest("can't parse entities: Can't find end tag corresponding to start tag \"\(name)\"") }
    }

    private static func markdown(_ text: String) throws(BotProblem) {
        var isEscaped = false
        for character in text {
            defer { isEscaped = character == "\\" && !isEscaped }
            if !isEscaped, "#+-={}.!".contains(character) {
                throw .badRequest("can't parse entities: Character '\(character)' is reserved and must be escaped with the preceding '\\'")
            }
        }
    }

    // MARK: Buttons

    /// `reply_markup`.
    static func markup(_ parameters: Parameters, isPrivate: Bool) throws(BotProblem) -> JSONValue? {
        guard let markup = try parameters.json("reply_markup") else { return nil }
        guard case .object = markup else { throw .badRequest("object expected as reply markup") }
        if let rows = markup["inline_keyboard"] { try inline(rows, isPrivate: isPrivate) }
        if let rows = markup["keyboard"] { try keyboard(rows, isPrivate: isPrivate) }
        return markup
    }

    private static func buttons(_ rows: JSONValue) throws(BotProblem) -> [JSONValue] {
        guard let rows = rows.elements else {
            throw .badRequest("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays")
        }
        var all: [JSONValue] = []
        for row in rows {
            guard let buttons = row.elements else {
                throw .badRequest("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays")
            }
            all += buttons
        }
        guard all.count <= 100 else { throw .badRequest("reply markup is too long") }
        return all
    }

    private static func inline(_ rows: JSONValue, isPrivate: Bool) throws(BotProblem) {
        let actions = [
            "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat", "copy_text", "pay",
            "callback_game",
        ]
        for button in try buttons(rows) {
            guard let text = button["text"]?.text, !text.isEmpty else {
                throw .badRequest("can't parse inline keyboard button: Field \"text\" must be of type String")
            }
            guard actions.filter({ button[$0] != nil }).count == 1 else {
                throw .badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
            }
            if let data = button["callback_data"], !(1...64).contains(data.text?.utf8.count ?? 0) {
                throw .badRequest("BUTTON_DATA_INVALID")
            }
            if let url = button["url"], !["http://", "https://", "tg://"].contains(where: { url.text?.lowercased().hasPrefix($0) == true })
            {
                throw .badRequest("inline keyboard button URL '\(url.text ?? "")' is invalid: Wrong HTTP URL")
            }
            if let app = button["web_app"] {
                guard isPrivate else { throw .badRequest("BUTTON_TYPE_INVALID") }
                guard app["url"]?.text?.hasPrefix("https://") == true else {
                    throw .badRequest(
                        "inline keyboard button Web App URL '\(app["url"]?.text ?? "")' is invalid: Only HTTPS links are allowed")
                }
            }
        }
    }

    private static func keyboard(_ rows: JSONValue, isPrivate: Bool) throws(BotProblem) {
        for button in try buttons(rows) {
            // A button may be its text alone.
            guard let text = button.text ?? button["text"]?.text, !text.isEmpty else {
                throw .badRequest("can't parse keyboard button: Field \"text\" must be of type String")
            }
            if button["request_location"]?.isTrue == true, !isPrivate {
                throw .badRequest("location can be requested in private chats only")
            }
        }
    }
}
