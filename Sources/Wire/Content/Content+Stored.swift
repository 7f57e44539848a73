package import Core
internal import JSONKit

extension Content {
    /// Reads the stored form back: the same value that was encoded.
    ///
    /// No limits are checked, because they were when the content came in. Throws for bytes that `encoded()` does not make.
    package init(stored: JSONBytes) throws {
        let document = try JSONDocument.parse(stored.bytes)
        try self.init(stored: FieldReader(document.root, path: "content"))
    }

    private init(stored field: FieldReader) throws(WireProblem) {
        switch field.json["type"].string {
        case "text":
            let text = TextContent(
                field.json["text"].string ?? "", actions: try field["actions"].storedActions(), payload: field.json["payload"].string)
            self = .text(text)
        case "image": self = .image(try MediaContent(stored: field, default: .image))
        case "file": self = .file(try MediaContent(stored: field, default: .document))
        case "location": self = .location(try LocationContent(field))
        case "carousel":
            let ratio = field.json["displaySettings"]["imageAspectRatio"].string.flatMap { CarouselContent.ImageRatio(rawValue: $0) }
            self = .carousel(CarouselContent(try field["items"].storedItems(), imageRatio: ratio))
        case "list": self = .list(try field["items"].storedItems(), actions: try field["actions"].storedActions())
        case "template": self = .template(JSONBytes(field.json["template"].serialized()))
        // Limits only ever widen, so that the reader of requests can read what is stored as well.
        case "form": self = .form(try FormContent(field))
        case "formResponse": self = .formResponse(try FormResponse(field))
        default: throw field["type"].problem("is not a kind of stored content")
        }
    }
}

extension MediaContent {
    fileprivate init(stored field: FieldReader, default kind: Kind) throws(WireProblem) {
        let json = field.json
        guard let url = json["mediaUrl"].string else { throw field["mediaUrl"].problem("is missing") }
        let handle = json["parleyReference"]
        self.init(
            kind: json["mediaKind"].string.flatMap { Kind(rawValue: $0) } ?? kind,
            url: url.hasPrefix(Self.referencePrefix) ? nil : url,
            reference: handle["id"].string.map { MediaReference(id: $0, url: handle["url"].string, sha256: handle["sha256"].string) },
            mediaType: json["mediaType"].string, size: json["mediaSize"].int.map { Int($0) }, filename: json["filename"].string,
            caption: json["text"].string, altText: json["altText"].string, actions: try field["actions"].storedActions())
    }
}

extension FieldReader {
    fileprivate func storedItems() throws(WireProblem) -> [Item] {
        var items: [Item] = []
        for (index, json) in json.array.enumerated() {
            let field = FieldReader(json, path: "\(path)[\(index)]")
            items.append(
                Item(
                    title: json["title"].string ?? "", description: json["description"].string, mediaURL: json["mediaUrl"].string,
                    mediaType: json["mediaType"].string, altText: json["altText"].string,
                    size: json["size"].string.flatMap { Item.Size(rawValue: $0) }, actions: try field["actions"].storedActions(),
                    metadata: json["metadata"].exists ? JSONBytes(json["metadata"].serialized()) : nil))
        }
        return items
    }

    fileprivate func storedActions() throws(WireProblem) -> [Action] {
        var actions: [Action] = []
        for (index, json) in json.array.enumerated() {
            actions.append(try Action(stored: FieldReader(json, path: "\(path)[\(index)]")))
        }
        return actions
    }
}

extension Action {
    fileprivate init(stored field: FieldReader) throws(WireProblem) {
        let json = field.json
        guard let type = json["type"].string.flatMap({ ActionType(rawValue: $0) }) else {
            throw field["type"].problem("is not a kind of stored action")
        }
        let kind: Kind =
            switch type {
            case .reply: .reply(payload: json["payload"].string ?? "", iconURL: json["iconUrl"].string)
            case .postback: .postback(payload: json["payload"].string ?? "")
            case .link: .link(uri: json["uri"].string ?? "")
            case .locationRequest: .locationRequest
            case .webview: .webview(uri: json["uri"].string ?? "", fallback: json["fallback"].string ?? "")
            }
        self.init(
            kind, text: json["text"].string ?? "",
            metadata: json["metadata"].exists ? JSONBytes(json["metadata"].serialized()) : nil)
    }
}

extension LocationContent {
    /// Reads coordinates and place; the same rules for what is stored and for what a caller sends.
    init(_ field: FieldReader) throws(WireProblem) {
        try field["coordinates"].requireObject()
        let place = field["location"]
        if place.isPresent { try place.requireObject() }
        self.init(
            latitude: try field["coordinates"]["lat"].requiredNumber(in: -90...90),
            longitude: try field["coordinates"]["long"].requiredNumber(in: -180...180),
            name: try place["name"].text(limit: FieldLimit.shortText, allowEmpty: true),
            address: try place["address"].text(limit: FieldLimit.shortText, allowEmpty: true))
    }
}
