import Core
import JSONKit
import MockKit

/// `GET /{account id}/message_templates`: pages of 25.
///
/// Source: Meta, business management API, message templates.
enum TemplateEndpoint {
    static func list(_ http: HTTPRequest, _ state: Lock<MockState>) throws(GraphProblem) -> GraphResult {
        let query = QueryItems(http.query)
        let (all, origin) = (state.withLock { $0.templates }, http.headers["Host"] ?? "127.0.0.1")
        let found = all.filter { template in
            (query["name"] ?? template.name) == template.name && (query["status"] ?? template.status) == template.status
        }
        let limit = min(max(query["limit"].flatMap { Int($0) } ?? 25, 1), 1000)
        let start = try start(query["after"], count: found.count)
        let page = found[start..<min(start + limit, found.count)]
        let body = JSONWriter.object(capacity: 8192) { json in
            json.array("data") { json in for template in page { template.write(to: &json) } }
            if query["summary"] != nil { summary(all, found.count, &json) }
            json.object("paging") { json in
                json.object("cursors") { json in
                    json.field("before", cursor(start))
                    json.field("after", cursor(page.endIndex))
                }
                if page.endIndex < found.count {
                    json.field("next", "http://\(origin)\(http.path)?limit=\(limit)&after=\(cursor(page.endIndex))")
                }
            }
        }
        return GraphResult(body: body)
    }

    private static func summary(_ all: [Template], _ found: Int, _ json: inout JSONWriter) {
        json.object("summary") { json in
            json.field("total_count", found)
            json.field("message_template_count", all.count)
            json.field("message_template_limit", 6000)
            json.field("are_translations_complete", true)
        }
    }

    private static func cursor(_ place: Int) -> String { "QVFI\(place)ZD" }

    private static func start(_ cursor: String?, count: Int) throws(GraphProblem) -> Int {
        guard let cursor else { return 0 }
        guard cursor.hasPrefix("QVFI"), cursor.hasSuffix("ZD"), let place = Int(cursor.dropFirst(4).dropLast(2)), 0...count ~= place else {
            throw GraphProblem(131059, details: "The cursor is not valid.")
        }
        return place
    }
}

extension Template: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("language", language)
            json.field("status", status)
            json.field("category", category)
            json.field("parameter_format", isNamed ? "NAMED" : "POSITIONAL")
            json.array("components") { json in components(&json) }
            json.object("quality_score") { json in
                json.field("score", quality)
                json.field("date", 1_781_000_000)
            }
            json.field("rejected_reason", reason)
        }
    }

    private func components(_ json: inout JSONWriter) {
        if header != .none {
            json.object { json in
                json.field("type", "HEADER")
                let isText = header == .text || header == .variableText
                json.field("format", isText ? "TEXT" : header.rawValue.uppercased())
                if isText { json.field("text", headerText) }
                if header == .image || header == .video || header == .document {
                    json.object("example") { $0.array("header_handle") { $0.value("https://shop.example/sample") } }
                }
                if header == .variableText { json.object("example") { $0.array("header_text") { $0.value("7") } } }
            }
        }
        json.object { json in
            json.field("type", "BODY")
            json.field("text", body)
            if !variables.isEmpty { example(&json) }
        }
        if let footer {
            json.object { json in
                json.field("type", "FOOTER")
                json.field("text", footer)
            }
        }
        guard !buttons.isEmpty else { return }
        json.object { json in
            json.field("type", "BUTTONS")
            json.array("buttons") { json in for button in buttons { button.write(to: &json) } }
        }
    }

    private func example(_ json: inout JSONWriter) {
        json.object("example") { json in
            guard isNamed else { return json.array("body_text") { $0.array { for name in variables { $0.value("example \(name)") } } } }
            json.array("body_text_named_params") { json in
                for name in variables {
                    json.object { json in
                        json.field("param_name", name)
                        json.field("example", "example")
                    }
                }
            }
        }
    }
}

extension Template.Button: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .quickReply(let text): Self.write("QUICK_REPLY", text, &json)
            case .url(let text, let isVariable):
                Self.write("URL", text, &json)
                json.field("url", "https://shop.example/" + (isVariable ? "{{1}}" : "all"))
                if isVariable { json.array("example") { $0.value("https://shop.example/v/42") } }
            case .phone(let text):
                Self.write("PHONE_NUMBER", text, &json)
                json.field("phone_number", "+15550102030")
            case .copyCode:
                Self.write("COPY_CODE", "Copy code", &json)
                json.array("example") { $0.value("SAVE10") }
            case .oneTimeCode:
                Self.write("URL", "Copy code", &json)
                json.field("url", "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}")
                json.array("example") { $0.value("https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456") }
            }
        }
    }

    private static func write(_ type: String, _ text: String, _ json: inout JSONWriter) {
        json.field("type", type)
        json.field("text", text)
    }
}
