internal import ConnectorKit
internal import Core
internal import JSONKit

extension MessageContent {
    /// The answer to an interactive message.
    init?(interactive json: JSON) {
        switch json["type"].string {
        case "button_reply": self.init(choice: json["button_reply"], text: "title", payload: "id", "button_reply")
        case "list_reply": self.init(choice: json["list_reply"], text: "title", payload: "id", "list_reply")
        case "nfm_reply": self.init(flow: json["nfm_reply"])
        case "call_permission_reply": self.init(callPermission: json["call_permission_reply"])
        default: return nil
        }
    }

    /// The longest answer of a flow that is passed on as payload, in bytes.
    private static let longestPayload = 8192

    /// A flow or form: its answers as lines. They are text that the customer controls, and may be no JSON at all.
    private init?(flow json: JSON) {
        guard json.kind == .object else { return nil }
        let response = json["response_json"].string ?? ""
        let answers = FlowAnswers.lines(response)
        let head: String = json["body"].string ?? json["name"].string ?? "flow"
        var contents = Self.texts(([head] + answers).joined(separator: "\n"))
        if case .text(var first) = contents[0], !response.isEmpty, response.utf8.count <= Self.longestPayload {
            first.payload = response
            contents[0] = .text(first)
        }
        self.init(contents, "nfm_reply")
    }

    private init?(callPermission json: JSON) {
        guard let response = json["response"].string else { return nil }
        self.init([.text(TextContent("[call permission] \(response)", payload: response))], "call_permission_reply")
    }
}

/// The answers of a flow as lines of text.
enum FlowAnswers {
    private static let mostLines = 100

    /// `key: value` for each answer; the text itself when it is no JSON object.
    static func lines(_ response: String) -> [String] {
        guard !response.isEmpty else { return [] }
        guard let root = (try? JSONDocument.parse(response))?.root, root.kind == .object else { return [response] }
        var lines: [String] = []
        for (key, value) in root.object where key != "flow_token" && lines.count < mostLines {
            let text = value.string ?? String(decoding: value.serialized(), as: UTF8.self)
            lines.append("\(key): \(text)")
        }
        return lines
    }
}
