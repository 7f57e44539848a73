internal import ConnectorKit
internal import Core

/// A row of the error table: what one of Telegram's errors means for a message.
struct ErrorEntry: Hashable, Sendable {
    /// What is to be done.
    enum Action: Hashable, Sendable {
        /// It will never go as it is.
        case permanent
        /// The token or the bot is not valid: the channel stops.
        case credentials
        /// The customer does not want to be written to.
        case optOut
        /// This customer cannot be reached here.
        case undeliverable
    }

    /// `error_code`.
    let code: Int
    /// A stable part of the description, in lower case; empty for all descriptions of the code.
    let words: String
    let failure: FailureCode
    let action: Action
    /// What it means, as a plain sentence for people.
    let meaning: String

    init(_ code: Int, _ words: String, _ failure: FailureCode, _ action: Action, _ meaning: String) {
        self.code = code
        self.words = words
        self.failure = failure
        self.action = action
        self.meaning = meaning
    }

    /// The row's name in the catalogue.
    var providerCode: String { words.isEmpty ? String(code) : "\(code) \(words)" }

    func outcome(_ failure: Failure) -> Outcome {
        switch action {
        case .permanent: .rejected(failure)
        case .credentials: .accountInvalid(failure)
        case .optOut: .recipientGone(failure, optOut: .all)
        case .undeliverable: .recipientGone(failure, optOut: nil)
        }
    }
}

/// Telegram's errors. The Bot API documents codes but not descriptions; these have been stable for years. The first row that fits counts.
enum ErrorTable {
    static let all: [ErrorEntry] = people + texts + files + accounts

    /// The row of an error; nil for one that is not in the table.
    static func entry(_ code: Int, _ description: String) -> ErrorEntry? {
        let lower = description.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let text = String(decoding: lower, as: UTF8.self)
        return all.first { $0.code == code && ($0.words.isEmpty || text.contains($0.words)) }
    }

    private static let people: [ErrorEntry] = [
        ErrorEntry(403, "bot was blocked by the user", .recipientBlocked, .optOut, "The customer has blocked the bot."),
        ErrorEntry(403, "user is deactivated", .recipientUnreachable, .undeliverable, "The customer's account no longer exists."),
        ErrorEntry(
            403, "can't initiate conversation", .recipientNotOptedIn, .undeliverable,
            "The customer has not pressed Start: a bot cannot write first."),
        ErrorEntry(403, "bot was kicked", .recipientBlocked, .optOut, "The bot was removed from the group."),
        ErrorEntry(403, "bot is not a member", .recipientBlocked, .optOut, "The bot is no member of the group."),
        ErrorEntry(403, "bots can't send messages to bots", .recipientInvalid, .undeliverable, "The chat is another bot's."),
        ErrorEntry(403, "", .recipientUnreachable, .undeliverable, "Telegram does not let the bot write in this chat."),
        ErrorEntry(
            400, "chat not found", .recipientInvalid, .undeliverable, "Telegram does not know the chat, or the bot was never in it."),
        ErrorEntry(
            400, "peer_id_invalid", .recipientInvalid, .undeliverable, "Telegram does not know the chat, or the bot was never in it."),
        ErrorEntry(400, "user not found", .recipientInvalid, .undeliverable, "Telegram does not know the customer."),
        ErrorEntry(
            400, "not enough rights to send", .recipientUnreachable, .undeliverable,
            "The bot may not send this kind of message in the group."),
        ErrorEntry(
            400, "have no rights to send", .recipientUnreachable, .undeliverable, "The bot may not send messages in the group."),
        ErrorEntry(400, "chat_write_forbidden", .recipientUnreachable, .undeliverable, "The bot may not send messages in the group."),
        ErrorEntry(
            400, "business_peer_usage_missing", .recipientNotOptedIn, .undeliverable,
            "The customer has not written to the business account lately; a bot may only answer."),
        ErrorEntry(
            400, "business_connection_invalid", .accountRestricted, .permanent, "The business account is no longer connected to the bot."),
    ]

    private static let texts: [ErrorEntry] = [
        ErrorEntry(400, "message text is empty", .contentUnsupported, .permanent, "The text holds nothing that can be seen."),
        ErrorEntry(400, "message is too long", .contentTooLong, .permanent, "The text is longer than 4096 characters."),
        ErrorEntry(400, "caption is too long", .contentTooLong, .permanent, "The caption is longer than 1024 characters."),
        ErrorEntry(400, "can't parse entities", .contentUnsupported, .permanent, "The text's formatting marks do not fit together."),
        ErrorEntry(400, "button_data_invalid", .contentUnsupported, .permanent, "The data of a button is empty or longer than 64 bytes."),
        ErrorEntry(
            400, "button_url_invalid", .contentUnsupported, .permanent, "The address behind a button is not one that Telegram opens."),
        ErrorEntry(400, "inline keyboard button", .contentUnsupported, .permanent, "A button is not one that Telegram takes."),
        ErrorEntry(400, "reply_markup", .contentUnsupported, .permanent, "The buttons are not in a form that Telegram takes."),
        ErrorEntry(400, "reply markup is too long", .contentTooLong, .permanent, "There are too many buttons."),
        ErrorEntry(400, "message to be replied not found", .contentUnsupported, .permanent, "The quoted message no longer exists."),
    ]

    private static let files: [ErrorEntry] = [
        ErrorEntry(
            400, "failed to get http url content", .mediaUnavailable, .permanent, "Telegram could not fetch the file from its address."),
        ErrorEntry(400, "webpage_curl_failed", .mediaUnavailable, .permanent, "Telegram could not fetch the file from its address."),
        ErrorEntry(400, "webpage_media_empty", .mediaUnavailable, .permanent, "The address holds no file of the announced kind."),
        ErrorEntry(
            400, "wrong type of the web page content", .mediaUnsupported, .permanent,
            "The file is of another kind than it is sent as; by address Telegram takes documents only as PDF, ZIP and GIF."),
        ErrorEntry(400, "wrong file identifier", .mediaUnavailable, .permanent, "The file's address or id is not valid for this bot."),
        ErrorEntry(400, "wrong file_id", .mediaUnavailable, .permanent, "The file's id is not valid for this bot, or the file is gone."),
        ErrorEntry(400, "wrong remote file", .mediaUnavailable, .permanent, "The file's address or id is not valid for this bot."),
        ErrorEntry(400, "photo_invalid_dimensions", .mediaUnsupported, .permanent, "The picture is too large, too long or too narrow."),
        ErrorEntry(400, "image_process_failed", .mediaUnsupported, .permanent, "Telegram could not read the picture."),
        ErrorEntry(400, "file is too big", .mediaTooLarge, .permanent, "The file is larger than Telegram takes from a bot."),
        ErrorEntry(413, "", .mediaTooLarge, .permanent, "The file is larger than Telegram takes from a bot."),
    ]

    private static let accounts: [ErrorEntry] = [
        ErrorEntry(401, "", .credentialsInvalid, .credentials, "The bot's token is not valid any more; get a new one from @BotFather."),
        ErrorEntry(404, "", .credentialsInvalid, .credentials, "Telegram does not know the bot's token."),
        ErrorEntry(409, "", .accountRestricted, .permanent, "Another program uses the bot at the same time."),
        ErrorEntry(429, "", .rateLimited, .permanent, "Telegram asks to slow down; the worker waits as long as it says."),
    ]
}
