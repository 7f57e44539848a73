/// What a message says, in the Sunshine Conversations forms.
package enum Content: Hashable, Sendable {
    /// Text, with buttons or the payload of a chosen one.
    case text(TextContent)
    /// A picture.
    case image(MediaContent)
    /// Any other file: audio, video, document, sticker.
    case file(MediaContent)
    /// A place.
    case location(LocationContent)
    /// Cards side by side.
    case carousel(CarouselContent)
    /// Cards below each other, with actions for the whole list.
    case list([Item], actions: [Action])
    /// A WhatsApp template in the provider's own shape (the object under `template`).
    case template(JSONBytes)
    /// Questions that the customer answers in one go.
    case form(FormContent)
    /// The answers to a form.
    case formResponse(FormResponse)
}

/// Text of at most 4,096 characters, with what hangs on it.
package struct TextContent: Hashable, Sendable {
    /// The text.
    package var text: String
    /// Buttons below the text.
    package var actions: [Action]
    /// The payload of the reply button or list row that the customer chose.
    package var payload: String?

    /// Makes text content.
    package init(_ text: String, actions: [Action] = [], payload: String? = nil) {
        self.text = text
        self.actions = actions
        self.payload = payload
    }
}

/// A picture or file: where it is, or how to get it from the provider.
package struct MediaContent: Hashable, Sendable {
    /// What the provider calls it.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case image, video, audio, document, sticker
    }

    /// The provider's kind.
    package var kind: Kind
    /// A URL that the receiver can fetch; nil while only `reference` is known.
    package var url: String?
    /// The provider's own handle.
    package var reference: MediaReference?
    /// The media type as given, with parameters.
    package var mediaType: String?
    /// Size in bytes, if known.
    package var size: Int?
    /// The name of the file, as the sender gave it.
    package var filename: String?
    /// Text shown with it.
    package var caption: String?
    /// A description for those who cannot see it.
    package var altText: String?
    /// Buttons below it.
    package var actions: [Action]

    /// Makes media content.
    package init(
        kind: Kind, url: String? = nil, reference: MediaReference? = nil, mediaType: String? = nil, size: Int? = nil,
        filename: String? = nil,
        caption: String? = nil, altText: String? = nil, actions: [Action] = []
    ) {
        self.kind = kind
        self.url = url
        self.reference = reference
        self.mediaType = mediaType
        self.size = size
        self.filename = filename
        self.caption = caption
        self.altText = altText
        self.actions = actions
    }
}

/// A provider's handle of a file, from which the connector makes the request that fetches it.
package struct MediaReference: Hashable, Sendable {
    /// The provider's id of the file.
    package var id: String
    /// A URL that came with it, if any; usually short-lived.
    package var url: String?
    /// The provider's hash of the content, as written by it.
    package var sha256: String?

    /// Makes a reference.
    package init(id: String, url: String? = nil, sha256: String? = nil) {
        self.id = id
        self.url = url
        self.sha256 = sha256
    }
}

/// A place on the map.
package struct LocationContent: Hashable, Sendable {
    /// Degrees north.
    package var latitude: Double
    /// Degrees east.
    package var longitude: Double
    /// The name of the place.
    package var name: String?
    /// Its address.
    package var address: String?

    /// Makes a location.
    package init(latitude: Double, longitude: Double, name: String? = nil, address: String? = nil) {
        self.latitude = latitude
        self.longitude = longitude
        self.name = name
        self.address = address
    }
}
