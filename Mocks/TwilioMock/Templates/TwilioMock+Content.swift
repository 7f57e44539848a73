import Core
import JSONKit
import MockKit

extension TwilioMock {
    /// `GET /v1/Content` and `/v1/ContentAndApprovals`, in pages, as on `content.twilio.com`.
    ///
    /// Source: Twilio, Content API.
    func contents(_ resource: String, _ form: Form) throws(TwilioProblem) -> TwilioResult {
        let size = form["PageSize"].flatMap { Int($0) }.map { min(max($0, 1), 1000) } ?? 50
        let (all, account) = state.withLock { ($0.settings.contents, $0.settings.accountSid) }
        let start = try Self.place(form["PageToken"], count: all.count)
        let page = all[start...].prefix(size)
        let number = form["Page"].flatMap { Int($0) } ?? 0
        // The real address: whoever follows it instead of the account's own leaves the mock.
        let root = "https://content.twilio.com/v1/\(resource)?PageSize=\(size)&Page="
        let body = JSONWriter.object(capacity: 32_768) { json in
            json.object("meta") { json in
                json.field("page", number)
                json.field("page_size", size)
                json.field("first_page_url", root + "0")
                json.field("previous_page_url", JSONValue.null)
                json.field("url", root + String(number))
                let isMore = page.endIndex < all.endIndex
                json.field(
                    "next_page_url",
                    isMore ? JSONValue.string("\(root)\(number + 1)&PageToken=DN\(all[page.endIndex - 1].sid)-\(page.endIndex)") : .null)
                json.field("key", "contents")
            }
            json.array("contents") { json in
                for content in page { content.write(to: &json, account: account, approvals: resource == "ContentAndApprovals") }
            }
        }
        return TwilioResult(response: .json(200, body))
    }

    private static func place(_ token: String?, count: Int) throws(TwilioProblem) -> Int {
        guard let token else { return 0 }
        guard token.hasPrefix("DNHX"), let place = token.split(separator: "-").last.flatMap({ Int($0) }), 0...count ~= place else {
            throw TwilioProblem(20400)
        }
        return place
    }
}

extension Settings {
    /// Takes contents over: a sid alone is an approved text; an object says `sid`, `name`, `language`, `body`, `type` and `fields` for other
    /// types than texts, `status` (null: never handed in), `category` and `reason`.
    static func contents(_ json: JSON) -> [ContentResource] {
        json.array.compactMap { element in
            if let sid = element.string { return ContentResource(sid, sid.lowercased(), "Hi {{1}}!") }
            guard let sid = element["sid"].string else { return nil }
            var content = ContentResource(sid, element["name"].string ?? sid.lowercased(), element["body"].string ?? "")
            content.language = element["language"].string ?? content.language
            content.category = element["category"].string ?? content.category
            content.reason = element["reason"].string ?? ""
            if element["status"].exists { content.status = element["status"].string }
            if let type = element["type"].string, element["fields"].kind == .object {
                content.type = type
                content.fields = String(decoding: element["fields"].serialized(), as: UTF8.self)
            }
            return content
        }
    }
}
