internal import Core
internal import JSONKit

extension NoticeReader {
    /// News of a template; nil when the value names none. Told by its keys: a sample of Meta's has the wrong field name.
    var template: TemplateNotice? {
        let json = value.json
        guard let name = json["message_template_name"].string else { return nil }
        // Webhooks may write `en-US` where the rest of the API has `en_US`.
        let language = String(decoding: (json["message_template_language"].string ?? "").utf8.map { $0 == 0x2D ? 0x5F : $0 }, as: UTF8.self)
        let (event, reason) = news(json)
        return TemplateNotice(name: name, language: language, event: event, reason: reason, change: change(json))
    }

    private func change(_ json: JSON) -> TemplateChange? {
        if let quality = json["new_quality_score"].string { return .quality(TemplateDefinition.quality(quality)) }
        // An announcement names the category that the template still has.
        if json["correct_category"].exists { return nil }
        if let category = json["new_category"].string { return .category(TemplateDefinition.category(category)) }
        return json["event"].string.flatMap { TemplateDefinition.status($0) }.map { .status($0) }
    }

    private func news(_ json: JSON) -> (event: String, reason: String?) {
        if let quality = json["new_quality_score"].string {
            return ("quality:\(quality)", json["previous_quality_score"].string.map { "was \($0)" })
        }
        if let planned = json["correct_category"].string {
            return ("category_planned:\(planned)", json["category_update_timestamp"].stringOrNumber.map { "at \($0)" })
        }
        if let category = json["new_category"].string {
            return ("category:\(category)", json["previous_category"].string.map { "was \($0)" })
        }
        return (json["event"].string ?? value.field, reviewReason(json))
    }

    private func reviewReason(_ json: JSON) -> String? {
        let reason = json["reason"].string.flatMap { $0 == "NONE" ? nil : $0 }
        let words = [
            reason, json["rejection_info"]["reason"].string, json["rejection_info"]["recommendation"].string,
            json["other_info"]["title"].string, json["other_info"]["description"].string,
            json["disable_info"]["disable_date"].stringOrNumber,
        ]
        let all = words.compactMap(\.self).joined(separator: "; ")
        return all.isEmpty ? nil : all
    }
}
