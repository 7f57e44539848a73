/// Cards side by side.
package struct CarouselContent: Hashable, Sendable {
    /// The shape of the pictures ("Sunshine Conversations API, displaySettings").
    package enum ImageRatio: String, Hashable, Sendable, CaseIterable { case horizontal, square }

    /// 1 to 10 cards.
    package var items: [Item]
    /// The shape of all pictures; nil leaves it to the channel.
    package var imageRatio: ImageRatio?

    /// Makes a carousel.
    package init(_ items: [Item], imageRatio: ImageRatio? = nil) {
        self.items = items
        self.imageRatio = imageRatio
    }
}

/// A card of a carousel or list.
package struct Item: Hashable, Sendable {
    /// How large the picture is shown.
    package enum Size: String, Hashable, Sendable, CaseIterable { case compact, large }

    /// 1 to 128 characters.
    package var title: String
    /// At most 128 characters.
    package var description: String?
    /// A picture.
    package var mediaURL: String?
    /// Its media type.
    package var mediaType: String?
    /// Its description for those who cannot see it.
    package var altText: String?
    /// How large it is shown.
    package var size: Size?
    /// 1 to 3 buttons.
    package var actions: [Action]
    /// Free data of the caller, flat.
    package var metadata: JSONBytes?

    /// Makes a card.
    package init(
        title: String, description: String? = nil, mediaURL: String? = nil, mediaType: String? = nil, altText: String? = nil,
        size: Size? = nil, actions: [Action], metadata: JSONBytes? = nil
    ) {
        self.title = title
        self.description = description
        self.mediaURL = mediaURL
        self.mediaType = mediaType
        self.altText = altText
        self.size = size
        self.actions = actions
        self.metadata = metadata
    }
}
