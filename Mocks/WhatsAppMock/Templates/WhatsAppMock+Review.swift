import Core
import JSONKit
import MockKit

extension WhatsAppMock {
    private static let reviewKeys: Set<String> = ["name", "language", "event", "reason", "quality", "category", "silently"]

    /// Changes a template as Meta's review does and tells of it by webhook: `event` is the new status, `quality` or `category` another
    /// judgement. With `silently` no webhook goes out. A name that is not known becomes an approved template of that name.
    ///
    /// Source: Meta, webhooks reference: message_template_status_update, message_template_quality_update, template_category_update.
    func review(_ json: JSON) throws(ControlProblem) -> [UInt8] {
        for (key, _) in json.object where !Self.reviewKeys.contains(key) {
            throw ControlProblem(400, "\(key) is not known; use one of \(Self.reviewKeys.sorted().joined(separator: ", ")).")
        }
        guard let name = json["name"].string else { throw ControlProblem(400, "name must be the template to review.") }
        let language = json["language"].string ?? "en_US"
        let (template, changes) = state.withLock { state -> (Template, [Change]) in
            let place = state.templates.firstIndex { $0.name == name && $0.language == language }
            let old = place.map { state.templates[$0] } ?? Template(name, language, "This is \(name).")
            var new = old
            new.status = json["event"].string ?? old.status
            new.reason = json["reason"].string ?? "NONE"
            new.quality = json["quality"].string ?? old.quality
            new.category = json["category"].string ?? old.category
            if let place { state.templates[place] = new } else { state.templates.append(new) }
            let account = state.numbers.values.map(\.accountID).sorted().first ?? ""
            return (new, new.news(after: old, json, account: account))
        }
        if json["silently"].bool != true { for change in changes { emit(change) } }
        return JSONWriter.object { json in json.field("template", template) }
    }
}

extension Template {
    /// The webhooks that tell of a review.
    fileprivate func news(after old: Template, _ json: JSON, account: String) -> [Change] {
        var changes: [Change] = []
        func tell(_ field: String, _ write: (inout JSONWriter) -> Void) {
            let value = JSONWriter.object { json in
                json.field("message_template_id", Int64(id) ?? 0)
                json.field("message_template_name", name)
                // Webhooks may write a hyphen where the rest of the API has an underscore.
                json.field("message_template_language", String(language.map { $0 == "_" ? "-" : $0 }))
                write(&json)
            }
            changes.append(Change(accountID: account, field: field, value: value, label: "template/\(field)", recipient: nil))
        }
        if json["event"].exists {
            tell("message_template_status_update") { json in
                json.field("event", status)
                json.field("message_template_category", category)
                json.field("reason", reason)
            }
        }
        if json["quality"].exists {
            tell("message_template_quality_update") { json in
                json.field("previous_quality_score", old.quality)
                json.field("new_quality_score", quality)
            }
        }
        if json["category"].exists {
            tell("template_category_update") { json in
                json.field("previous_category", old.category)
                json.field("new_category", category)
            }
        }
        return changes
    }
}
