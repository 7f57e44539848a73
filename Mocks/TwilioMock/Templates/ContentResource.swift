import JSONKit

/// A content of the Content API, with its approval for WhatsApp.
struct ContentResource: Sendable {
    var sid: String
    var name: String
    var language = "en"
    /// The content's type and the JSON under it.
    var type = "twilio/text"
    var fields: String
    /// Nil for one that was never handed in for approval.
    var status: String? = "approved"
    var category = "UTILITY"
    var reason = ""

    /// A text.
    init(_ sid: String, _ name: String, _ body: String, status: String? = "approved") {
        self.sid = sid
        self.name = name
        fields = Self.text(body)
        self.status = status
    }

    static func text(_ body: String) -> String { String(decoding: JSONWriter.object { $0.field("body", body) }, as: UTF8.self) }

    /// What is there from the start: one of each state, and enough others to fill more than one page.
    static let standard: [ContentResource] = {
        var reminder = ContentResource("HX" + String(repeating: "0", count: 31) + "1", "visit_reminder", "")
        reminder.type = "twilio/call-to-action"
        reminder.fields =
            #"{"body":"Hi {{1}}, your visit is on {{2}}. See you!","actions":[{"type":"URL","title":"Details","url":"https://shop.example/{{3}}"}]}"#
        let others = (1...50).map {
            ContentResource("HX" + String(repeating: "f", count: 29) + String(100 + $0), "filler_\($0)", "This is filler \($0).")
        }
        return [
            ContentResource("HX0123456789abcdef0123456789abcdef", "greeting", "Hi {{1}}!"), reminder,
            ContentResource("HX" + String(repeating: "0", count: 31) + "2", "paused_offer", "An offer.", status: "paused"),
            ContentResource("HX" + String(repeating: "0", count: 31) + "3", "rejected_offer", "An offer.", status: "rejected"),
            ContentResource("HX" + String(repeating: "0", count: 31) + "4", "draft", "A draft.", status: nil),
        ] + others
    }()

    /// The names in double braces, wherever they stand.
    var placeholders: Set<String> {
        var found: Set<String> = []
        for piece in fields.split(separator: "{{").dropFirst() {
            let name = piece.prefix { $0 != "}" }
            if piece.dropFirst(name.count).hasPrefix("}}") { found.insert(String(name)) }
        }
        // The first piece has no opener before it, unless the text begins with one; JSON never does.
        return found
    }
}

extension ContentResource {
    /// The resource, with its approval where `approvals` asks for it.
    func write(to json: inout JSONWriter, account: String, approvals: Bool) {
        json.object { json in
            json.field("sid", sid)
            json.field("account_sid", account)
            json.field("friendly_name", name)
            json.field("language", language)
            json.object("variables") { json in for name in placeholders.sorted() { json.field(name, "sample") } }
            json.object("types") { json in
                json.key(type)
                json.value(raw: Array(fields.utf8))
            }
            json.field("date_created", "2026-01-02T03:04:05Z")
            json.field("date_updated", "2026-01-02T03:04:05Z")
            guard approvals else {
                json.field("url", "https://content.twilio.com/v1/Content/\(sid)")
                return
            }
            json.object("approval_requests") { json in
                json.field("name", status == nil ? "" : name)
                json.field("category", status == nil ? "" : category)
                json.field("content_type", status == nil ? "" : type)
                json.field("status", status ?? "unsubmitted")
                json.field("rejection_reason", reason)
            }
        }
    }
}
