import Core
import JSONKit
import Wire

/// What messages say. The same shapes are sent and shown; a shown one may have more members.
extension Schema {
    private static func actionMembers(_ type: String, _ more: [Member]) -> [Member] {
        [.required("type", word(type)), .required("text", text(1...FieldLimit.actionText, like: "Track it"))] + more
            + [.clearable("metadata", metadata, inExample: false)]
    }

    private static let payload = text(1...FieldLimit.payload, like: "TRACK_4711")
    private static let uri = text(1...FieldLimit.url, like: "https://example.com/orders/4711")

    private static let link = object("LinkAction", actionMembers("link", [.required("uri", uri)]))
    private static let postback = object("PostbackAction", actionMembers("postback", [.required("payload", payload)]))
    private static let webview = object("WebviewAction", actionMembers("webview", [.required("uri", uri), .required("fallback", uri)]))

    static let action = oneOf([
        link, postback,
        object("ReplyAction", actionMembers("reply", [.required("payload", payload), .clearable("iconUrl", url, inExample: false)])),
        object("LocationRequestAction", actionMembers("locationRequest", [])),
        webview,
    ]).named("Action")

    /// What the button of an item may be.
    private static let itemAction = oneOf([link, postback, webview]).named("ItemAction")

    private static let actions = Member.clearable("actions", array(of: action, FieldLimit.messageActions), inExample: false)
    private static let longText = text(0...FieldLimit.text, like: "Your order is on its way.")
    private static let altText = Member.clearable("altText", text(0...FieldLimit.altText, like: "A parcel"), inExample: false)
    private static let mediaType = Member.clearable("mediaType", text(1...FieldLimit.mediaType, like: "image/png"))

    private static let item = object(
        "Item",
        [
            .required("title", text(1...FieldLimit.title, like: "Parcel")),
            .clearable("description", text(0...FieldLimit.description, like: "Arrives on Monday")),
            .clearable("mediaUrl", url), mediaType, altText, .clearable("size", word(of: Item.Size.self), inExample: false),
            .required("actions", array(of: itemAction, FieldLimit.itemActions)), .clearable("metadata", metadata, inExample: false),
        ])

    private static func content(_ type: String, _ members: [Member]) -> Schema {
        object("\(type.prefix(1).uppercased())\(type.dropFirst())Content", [.required("type", word(type))] + members)
    }

    /// Sent: a text, or markup in its place, or buttons.
    private static let postedText = anyOf([
        content(
            "text",
            [
                .required("text", text(1...FieldLimit.text, like: "Your order is on its way.")), actions,
                .clearable("payload", text(0...FieldLimit.payload, like: "TRACK_4711"), inExample: false),
            ]),
        object(
            "HTMLContent", [.required("type", word("text")), .required("htmlText", text(1...FieldLimit.text, like: "<b>On its way</b>"))]),
        object(
            "MarkdownContent",
            [.required("type", word("text")), .required("markdownText", text(1...FieldLimit.text, like: "**On its way**"))]),
        object(
            "ActionsContent",
            [.required("type", word("text")), .required("actions", array(of: action, 1...FieldLimit.messageActions.upperBound))]),
    ])

    private static let image = content("image", [.required("mediaUrl", url), mediaType, .clearable("text", longText), altText, actions])
    private static let file = content(
        "file",
        [
            .required("mediaUrl", url.like("https://example.com/invoice.pdf")), mediaType, .clearable("text", longText), altText, actions,
            .clearable("filename", text(1...FieldLimit.shortText, like: "invoice.pdf"), inExample: false),
        ])
    private static let place = text(0...FieldLimit.shortText, like: "City Hall")
    private static let location = content(
        "location",
        [
            .required(
                "coordinates",
                object([.required("lat", number(-90...90, like: 37.5663)), .required("long", number(-180...180, like: 126.9779))])),
            .clearable("location", object([.clearable("address", place), .clearable("name", place)])),
        ])
    private static let carousel = content(
        "carousel",
        [
            .required("items", array(of: item, FieldLimit.items)),
            .clearable(
                "displaySettings", object([.clearable("imageAspectRatio", word(of: CarouselContent.ImageRatio.self))]), inExample: false),
        ])
    private static let list = content(
        "list", [.required("items", array(of: item, FieldLimit.items)), .clearable("actions", array(of: action, FieldLimit.listActions))])

    private static let formLabel = text(1...FieldLimit.title, like: "E-mail")
    private static func formField(_ type: String, _ more: [Member]) -> Schema {
        object(
            "\(type.prefix(1).uppercased())\(type.dropFirst())Field",
            [
                .required("type", word(type)), .required("name", text(1...FieldLimit.title, like: type)), .required("label", formLabel),
                .clearable("placeholder", text(1...FieldLimit.title, like: "ana@example.com"), inExample: false),
            ] + more)
    }
    private static let formSizes = [
        Member.clearable("minSize", integer(FieldLimit.formSize, like: 1), inExample: false),
        .clearable("maxSize", integer(FieldLimit.formSize, like: 128), inExample: false),
    ]
    private static let formOption = object([
        .required("name", text(1...FieldLimit.title, like: "red")), .required("label", text(1...FieldLimit.title, like: "Red")),
    ])
    private static let form = content(
        "form",
        [
            .required(
                "fields",
                array(
                    of: anyOf([
                        formField("email", formSizes),
                        formField(
                            "text",
                            formSizes + [.clearable("format", word(of: FormQuestion.TextRule.Format.self), inExample: false)]),
                        formField("select", formSizes + [.required("options", array(of: formOption, FieldLimit.formOptions))]),
                    ]), FieldLimit.formFields
                ).about("Names must differ.")),
            .clearable("blockChatInput", flag(), inExample: false), .clearable("submitted", flag(), inExample: false),
        ])

    static let templateExample: JSONValue = [
        "name": "order_shipped", "language": ["code": "en"],
        "components": [["type": "body", "parameters": [["type": "text", "text": "4711"]]]],
    ]
    private static let language = object([.required("code", text(1...FieldLimit.shortText, like: "en"))])
    private static let template = content(
        "template",
        [
            .required(
                "template",
                object([
                    .required("name", text(1...FieldLimit.shortText, like: "order_shipped")), .clearable("language", language),
                    .clearable("components", array(of: freeObject(like: [:]))),
                ]).like(templateExample))
        ])

    /// What can be posted without saying a schema.
    static let postedContent = anyOf([postedText, image, file, location, carousel, list, form]).named("PostedContent")
    static let postedTemplate = template

    /// What a message shows. The address of a file that only the provider holds is no web address.
    static let shownContent = anyOf([
        object(
            "ShownText",
            [
                .required("type", word("text")), .optional("text", longText),
                .optional("payload", text(like: "TRACK_4711"), inExample: false),
                .optional("actions", array(of: shownAction), inExample: false),
            ]),
        object(
            "ShownMedia",
            [
                .required("type", word("image", "file")), .required("mediaUrl", text(like: "https://example.com/picture.png")),
                .optional("mediaType", text(like: "image/png")), .optional("mediaSize", integer(like: 20480)),
                .optional("altText", text(0...128, like: "A parcel")),
                .optional("text", text(like: "Your parcel")), .optional("actions", array(of: shownAction), inExample: false),
            ]),
        location,
        object(
            "ShownItems",
            [
                .required("type", word("carousel", "list")),
                .required(
                    "items", array(of: object([.required("title", text(like: "Parcel")), .required("actions", array(of: shownAction))]))),
                .optional("actions", array(of: shownAction), inExample: false),
            ]),
        template,
        object("ShownForm", [.required("type", word("form", "formResponse")), .required("fields", array(of: freeObject(like: [:])))]),
    ]).named("Content")

    private static let shownAction = object(
        "ShownAction",
        [
            .required("type", word("link", "postback", "reply", "locationRequest", "webview")), .required("text", text(like: "Track it")),
            .optional("payload", text(like: "TRACK_4711")), .optional("uri", text(like: "https://example.com"), inExample: false),
            .optional("fallback", text(like: "https://example.com"), inExample: false),
            .optional("iconUrl", text(like: "https://example.com/i.png"), inExample: false),
            .optional("metadata", metadata, inExample: false),
        ])
}
