/// What a provider says about the price of a message, in the terms that all channels share. No amounts: providers send none in statuses.
package struct MessageCharge: Hashable, Sendable, LosslessStringConvertible {
    /// What is counted.
    package enum Model: String, Hashable, Sendable, CaseIterable {
        /// Each message.
        case perMessage
        /// A time of up to a few days with one customer; its messages carry the same `conversation`.
        case perConversation
    }

    /// What is counted.
    package var model: Model
    /// The provider's category in lower case: `marketing`, `utility`, `service`.
    package var category: String?
    /// The provider's word for the rule that it applied: `regular`, `free_entry_point`.
    package var type: String?
    /// Whether it costs nothing.
    package var isFree: Bool
    /// The provider's id of the conversation that is charged.
    package var conversation: String?

    /// The longest category and type, and the longest conversation, in bytes: they become names of counters.
    private static let wordLimit = 48
    private static let idLimit = 128

    /// Makes a charge. Words are kept in small letters, digits, `_` and `-`; others become `_`.
    package init(
        _ model: Model, category: String? = nil, type: String? = nil, isFree: Bool = false, conversation: String? = nil
    ) {
        self.model = model
        self.category = category.flatMap { Self.word($0) }
        self.type = type.flatMap { Self.word($0) }
        self.isFree = isFree
        self.conversation = conversation.flatMap { Self.id($0) }
    }

    private static func word(_ text: String) -> String? {
        let bytes = text.utf8.prefix(wordLimit).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): byte
            default: UInt8(ascii: "_")
            }
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    private static func id(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ";") }
        return text.isEmpty || text.utf8.count > idLimit || !isPlain ? nil : text
    }

    /// The form that stores keep: the fields with `;` between, empty for none.
    package var description: String {
        [model.rawValue, category ?? "", type ?? "", isFree ? "free" : "paid", conversation ?? ""].joined(separator: ";")
    }

    /// Reads `description`; nil for anything else.
    package init?(_ text: String) {
        let fields = text.split(separator: ";", omittingEmptySubsequences: false).map { String($0) }
        guard fields.count == 5, let model = Model(rawValue: fields[0]) else { return nil }
        self.init(model, category: fields[1], type: fields[2], isFree: fields[3] == "free", conversation: fields[4])
    }
}
