/// A message template of the business, as last read from the provider.
package struct MessageTemplate: Hashable, Sendable {
    /// What the provider counts it as; decides price and consent.
    package enum Category: String, Hashable, Sendable, CaseIterable {
        case marketing, utility, authentication
        /// A word that is not known here.
        case other
    }

    /// Whether it may be sent. Only `approved` may.
    package enum Status: String, Hashable, Sendable, CaseIterable {
        case approved, pending, rejected, paused, disabled
        /// Deleted, or about to be.
        case removed
        /// A word that is not known here.
        case unknown
    }

    /// How customers take it, in the provider's judgement.
    package enum Quality: String, Hashable, Sendable, CaseIterable {
        case high, medium, low, unknown
    }

    /// How placeholders are called.
    package enum ParameterFormat: String, Hashable, Sendable, CaseIterable {
        /// `{{1}}`, `{{2}}`
        case positional
        /// `{{first_name}}`
        case named
    }

    /// What stands above the body.
    package enum Header: Hashable, Sendable {
        case text(TemplateText)
        /// A picture, video or document that each send must bring.
        case media(MediaContent.Kind)
        case location
        /// A kind that is not known here, in the provider's word. It is not checked.
        case other(String)
    }

    /// A button below the body.
    package struct Button: Hashable, Sendable {
        /// What it does.
        package enum Kind: Hashable, Sendable {
            /// Sends a payload that a send may set.
            case quickReply
            /// Opens a page; a placeholder at its end takes a suffix.
            case link(TemplateText)
            case phone(String)
            /// Copies a code that each send must bring.
            case copyCode
            /// Copies or fills in the one-time code of an authentication template.
            case oneTimeCode
            /// A kind that is not known here, in the provider's word. It is not checked.
            case other(String)
        }

        package var kind: Kind
        /// The label.
        package var text: String

        /// Makes a button.
        package init(_ kind: Kind, text: String) {
            self.kind = kind
            self.text = text
        }
    }

    package var name: String
    /// The language in the provider's spelling: `en`, `en_US`.
    package var language: String
    /// The provider's id.
    package var externalID: String?
    package var category: Category
    package var status: Status
    /// The status in the provider's word, for people.
    package var providerStatus: String
    package var quality: Quality
    /// Why it is rejected or paused, in the provider's words.
    package var reason: String?
    package var format: ParameterFormat
    package var header: Header?
    package var body: TemplateText
    package var footer: String?
    package var buttons: [Button]
    /// Parts that are not known here (`CAROUSEL`), in the provider's words. They are not checked.
    package var otherParts: [String]
    /// Placeholders at places that are not told of here, such as a file's address. Values of these names are taken and not checked.
    package var otherPlaceholders: [String]

    /// Makes a template.
    package init(
        name: String, language: String, externalID: String? = nil, category: Category = .utility, status: Status = .approved,
        providerStatus: String? = nil, quality: Quality = .unknown, reason: String? = nil, format: ParameterFormat = .positional,
        header: Header? = nil, body: String, footer: String? = nil, buttons: [Button] = [], otherParts: [String] = [],
        otherPlaceholders: [String] = []
    ) {
        self.name = name
        self.language = language
        self.externalID = externalID
        self.category = category
        self.status = status
        self.providerStatus = providerStatus ?? status.rawValue
        self.quality = quality
        self.reason = reason
        self.format = format
        self.header = header
        self.body = TemplateText(body)
        self.footer = footer
        self.buttons = buttons
        self.otherParts = otherParts
        self.otherPlaceholders = otherPlaceholders
    }
}
