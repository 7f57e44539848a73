package import Core
package import JSONKit

/// The wire form of what a message says.
///
/// There is one form, which is stored as it is shown, with one exception: a picture or file that the provider still holds carries the
/// member `parleyReference` (the provider's handle, hash and short-lived URL, which may hold a token). Rows keep it;
/// `ContentForm.outside` drops it and must be applied before content leaves the worker. Extra members that clients may see, and that
/// bring back the value exactly: `mediaKind` (video, audio, ...) and `filename`.
extension Content: JSONWritable {
    /// Writes the stored form.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .text(let text): text.writeMembers(to: &json)
            case .image(let media): media.writeMembers("image", to: &json)
            case .file(let media): media.writeMembers("file", to: &json)
            case .location(let location): location.writeMembers(to: &json)
            case .carousel(let carousel): carousel.writeMembers(to: &json)
            case .list(let items, let actions):
                json.field("type", "list")
                json.array("items") { json in for item in items { item.write(to: &json) } }
                json.actions(actions)
            case .template(let template):
                json.field("type", "template")
                json.field("template", template)
            case .form(let form): form.writeMembers(to: &json)
            case .formResponse(let response): response.writeMembers(to: &json)
            }
        }
    }

    /// The stored form.
    package func encoded() -> JSONBytes { JSONBytes(capacity: 1024) { write(to: &$0) } }
}

extension TextContent {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.field("type", "text")
        // A message of nothing but buttons has no text.
        if !text.isEmpty || actions.isEmpty { json.field("text", text) }
        json.actions(actions)
        json.field("payload", ifPresent: payload)
    }
}

extension MediaContent {
    /// What stands for the URL of a file that only the provider has so far; its id follows.
    static let referencePrefix = "parley:media/"

    fileprivate func writeMembers(_ type: String, to json: inout JSONWriter) {
        json.field("type", type)
        json.field("mediaUrl", url ?? Self.referencePrefix + (reference?.id ?? ""))
        json.field("mediaType", ifPresent: mediaType)
        json.field("mediaSize", ifPresent: size)
        json.field("altText", ifPresent: altText)
        json.field("text", ifPresent: caption)
        json.actions(actions)
        json.field("mediaKind", kind.rawValue)
        json.field("filename", ifPresent: filename)
        guard let reference else { return }
        json.object("parleyReference") { json in
            json.field("id", reference.id)
            json.field("url", ifPresent: reference.url)
            json.field("sha256", ifPresent: reference.sha256)
        }
    }
}

extension LocationContent {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.field("type", "location")
        json.object("coordinates") { json in
            json.field("lat", latitude)
            json.field("long", longitude)
        }
        guard name != nil || address != nil else { return }
        json.object("location") { json in
            json.field("address", ifPresent: address)
            json.field("name", ifPresent: name)
        }
    }
}

extension CarouselContent {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.field("type", "carousel")
        json.array("items") { json in for item in items { item.write(to: &json) } }
        guard let imageRatio else { return }
        json.object("displaySettings") { $0.field("imageAspectRatio", imageRatio.rawValue) }
    }
}

extension Item: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("title", title)
            json.field("description", ifPresent: description)
            json.field("mediaUrl", ifPresent: mediaURL)
            json.field("mediaType", ifPresent: mediaType)
            json.field("altText", ifPresent: altText)
            json.field("size", ifPresent: size?.rawValue)
            // Typed clients refuse a card without this member.
            json.array("actions") { json in for action in actions { action.write(to: &json) } }
            json.field("metadata", ifPresent: metadata)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func actions(_ actions: [Action]) {
        if actions.isEmpty { return }
        array("actions") { json in for action in actions { action.write(to: &json) } }
    }
}

extension Action: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", ActionType(kind).rawValue)
            json.field("text", text)
            switch kind {
            case .reply(let payload, let iconURL):
                json.field("payload", payload)
                json.field("iconUrl", ifPresent: iconURL)
            case .postback(let payload): json.field("payload", payload)
            case .link(let uri): json.field("uri", uri)
            case .locationRequest: break
            case .webview(let uri, let fallback):
                json.field("uri", uri)
                json.field("fallback", fallback)
            }
            json.field("metadata", ifPresent: metadata)
        }
    }
}

/// `type` of an action.
enum ActionType: String, CaseIterable {
    case reply, postback, link, locationRequest, webview

    init(_ kind: Action.Kind) {
        switch kind {
        case .reply: self = .reply
        case .postback: self = .postback
        case .link: self = .link
        case .locationRequest: self = .locationRequest
        case .webview: self = .webview
        }
    }
}
