/// A template with the values to send, in no provider's shape.
package struct TemplateSend: Hashable, Sendable {
    /// A value of the header or the body.
    package struct Argument: Hashable, Sendable {
        /// The placeholder's name; nil for a value that is told by its place.
        package var name: String?
        package var value: TemplateValue

        /// Makes an argument.
        package init(_ value: TemplateValue, name: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// The value of a button.
    package struct ButtonArgument: Hashable, Sendable {
        /// The button's position in the template, from 0.
        package var index: Int
        package var value: TemplateValue

        /// Makes an argument.
        package init(index: Int, _ value: TemplateValue) {
            self.index = index
            self.value = value
        }
    }

    package var name: String
    /// The language asked for; nil for the channel's own default.
    package var language: String?
    package var header: [Argument]
    package var body: [Argument]
    package var buttons: [ButtonArgument]
    /// Whether values without a name go to named placeholders in the order of the text, and a button's text to whatever the button needs:
    /// for short forms that know no names and kinds.
    package var bindsInOrder: Bool
    /// Whether the values of the body are those of the whole template, told by name: for providers whose header, body and links share one
    /// set of placeholders.
    package var sharesValues: Bool
    /// Parts of the provider's own shape that this form does not cover, in the provider's words. They are not checked.
    package var otherParts: [String]

    /// Makes a send.
    package init(
        name: String, language: String? = nil, header: [Argument] = [], body: [Argument] = [], buttons: [ButtonArgument] = [],
        bindsInOrder: Bool = false, sharesValues: Bool = false, otherParts: [String] = []
    ) {
        self.name = name
        self.language = language
        self.header = header
        self.body = body
        self.buttons = buttons
        self.bindsInOrder = bindsInOrder
        self.sharesValues = sharesValues
        self.otherParts = otherParts
    }
}

/// What fills a slot of a template.
package enum TemplateValue: Hashable, Sendable {
    case text(String)
    /// A file: a public URL or the provider's id of an uploaded one.
    case media(MediaContent.Kind, url: String?, id: String?)
    case location
    /// The text that a button sends back.
    case payload(String)
    /// The code that a button copies.
    case code(String)
    /// A kind of the provider that is shown as `text` (a currency, a date) or not at all.
    case other(kind: String, text: String?)

    /// The words that the customer sees, where it has some.
    package var shown: String? {
        switch self {
        case .text(let text), .code(let text): text
        case .other(_, let text): text
        case .media, .location, .payload: nil
        }
    }

    /// The kind, as people are told.
    package var word: String {
        switch self {
        case .text: "text"
        case .media(let kind, _, _): kind.rawValue
        case .location: "location"
        case .payload: "payload"
        case .code: "code"
        case .other(let kind, _): kind
        }
    }
}
