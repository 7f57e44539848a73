internal import Core
internal import JSONKit

/// Lengths of interactive messages, in characters (Meta, interactive messages reference).
enum InteractiveLimits {
    static let body = 1024
    static let listBody = 4096
    static let buttons = 3
    static let buttonTitle = 20
    static let buttonID = 256
    static let rows = 10
    static let rowTitle = 24
    static let rowDescription = 72
    static let rowID = 200
    static let listButton = 20
    static let linkLabel = 20
    static let caption = 1024
}

/// A message with something to press.
struct InteractiveBody: Hashable, Sendable {
    /// A button or row that sends its id back.
    struct Choice: Hashable, Sendable {
        var id: String
        var title: String
        var description: String?
    }

    /// What can be pressed.
    enum Action: Hashable, Sendable {
        case buttons([Choice])
        case list(button: String, rows: [Choice])
        case link(label: String, url: String)
        case locationRequest
    }

    /// A picture, video or document above the text; not above lists and location requests.
    var header: MediaBody?
    var body: String
    var action: Action

    /// Writes the members of the object under `interactive`.
    func write(to json: inout JSONWriter) {
        json.field("type", type)
        if let header {
            json.object("header") { json in
                json.field("type", header.kind.rawValue)
                header.write(to: &json, withCaption: false)
            }
        }
        json.object("body") { $0.field("text", body) }
        json.object("action") { write(action, to: &$0) }
    }

    private var type: String {
        switch action {
        case .buttons: "button"
        case .list: "list"
        case .link: "cta_url"
        case .locationRequest: "location_request_message"
        }
    }

    private func write(_ action: Action, to json: inout JSONWriter) {
        switch action {
        case .buttons(let choices):
            json.array("buttons") { json in
                for choice in choices {
                    json.object { json in
                        json.field("type", "reply")
                        json.object("reply") { write(choice, to: &$0) }
                    }
                }
            }
        case .list(let button, let rows):
            json.field("button", button)
            json.array("sections") { json in
                json.object { json in json.array("rows") { json in for row in rows { json.object { write(row, to: &$0) } } } }
            }
        case .link(let label, let url):
            json.field("name", "cta_url")
            json.object("parameters") { json in
                json.field("display_text", label)
                json.field("url", url)
            }
        case .locationRequest: json.field("name", "send_location")
        }
    }

    private func write(_ choice: Choice, to json: inout JSONWriter) {
        json.field("id", choice.id)
        json.field("title", choice.title)
        json.field("description", ifPresent: choice.description)
    }
}
