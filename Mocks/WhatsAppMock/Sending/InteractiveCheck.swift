import JSONKit

/// Checks interactive messages.
///
/// Source: Meta, Cloud API, interactive messages: the limits of bodies, headers, buttons, rows and sections.
enum InteractiveCheck {
    static func check(_ json: JSON) throws(GraphProblem) {
        try FieldCheck.object(json, "interactive", keys: ["type", "header", "body", "footer", "action"])
        let type = json["type"].string ?? ""
        guard kinds.contains(type) else {
            throw .parameter("Param interactive['type'] must be one of {\(kinds.sorted().joined(separator: ", "))} - got \"\(type)\".")
        }
        let action = json["action"]
        guard action.kind == .object else { throw GraphProblem(131008, details: "Parameter 'interactive[action]' is mandatory.") }
        if type != "product" { try body(json["body"], most: type == "list" ? 4096 : 1024) }
        if json["footer"].exists { try FieldCheck.required(json["footer"]["text"], "interactive['footer']['text']", most: 60) }
        try header(json["header"], of: type)
        switch type {
        case "button": try buttons(action)
        case "list": try ListCheck.check(action)
        case "cta_url": try callToAction(action)
        case "location_request_message": try named(action, "send_location")
        case "address_message": try named(action, "address_message")
        case "catalog_message": try named(action, "catalog_message")
        case "flow": try flow(action)
        case "product": try product(action)
        case "product_list": try ListCheck.checkProducts(action)
        case "carousel": try carousel(action)
        default: break
        }
    }

    private static let kinds: Set<String> = [
        "button", "list", "cta_url", "location_request_message", "flow", "product", "product_list", "catalog_message", "carousel",
        "address_message", "request_contact_info", "call_permission_request", "voice_call",
    ]

    private static func body(_ json: JSON, most: Int) throws(GraphProblem) {
        try FieldCheck.object(json, "interactive['body']", keys: ["text"])
        try FieldCheck.required(json["text"], "interactive['body']['text']", most: most)
    }

    private static func header(_ json: JSON, of type: String) throws(GraphProblem) {
        guard json.exists else {
            if type == "product_list" { throw GraphProblem(131008, details: "Parameter 'interactive[header]' is mandatory.") }
            return
        }
        switch json["type"].string {
        case "text": try FieldCheck.required(json["text"], "interactive['header']['text']", most: 60)
        case "image", "video", "document":
            guard ["button", "cta_url", "flow"].contains(type), let kind = json["type"].string else {
                throw GraphProblem(131009, details: "The header of an interactive message of type \(type) must be a text.")
            }
            _ = try MessageCheck.mediaSource(json[kind], "interactive['header']['\(kind)']")
        default: throw GraphProblem(131009, details: "Parameter 'interactive[header][type]' must be text, image, video or document.")
        }
    }

    private static func buttons(_ action: JSON) throws(GraphProblem) {
        let buttons = action["buttons"]
        guard buttons.kind == .array, 1...3 ~= buttons.count else {
            throw GraphProblem(131009, details: "Parameter 'interactive[action][buttons]' must have 1 to 3 buttons.")
        }
        var ids: Set<String> = []
        var titles: Set<String> = []
        for button in buttons.array {
            guard button["type"] == "reply" else { throw GraphProblem(131009, details: "A button's type must be reply.") }
            let reply = button["reply"]
            try FieldCheck.required(reply["id"], "interactive['action']['buttons'][]['reply']['id']", most: 256)
            try FieldCheck.required(reply["title"], "interactive['action']['buttons'][]['reply']['title']", most: 20)
            guard ids.insert(reply["id"].string ?? "").inserted, titles.insert(reply["title"].string ?? "").inserted else {
                throw GraphProblem(131009, details: "Ids and titles of buttons must be unique.")
            }
        }
    }

    private static func named(_ action: JSON, _ name: String) throws(GraphProblem) {
        guard action["name"].string == name else {
            throw GraphProblem(131009, details: "Parameter 'interactive[action][name]' must be \(name).")
        }
    }

    private static func callToAction(_ action: JSON) throws(GraphProblem) {
        try named(action, "cta_url")
        try FieldCheck.required(action["parameters"]["display_text"], "interactive['action']['parameters']['display_text']", most: 20)
        try FieldCheck.url(action["parameters"]["url"], "interactive['action']['parameters']['url']")
    }

    private static func flow(_ action: JSON) throws(GraphProblem) {
        try named(action, "flow")
        let parameters = action["parameters"]
        guard parameters["flow_message_version"] == "3" else {
            throw GraphProblem(131009, details: "Parameter 'flow_message_version' must be 3.")
        }
        guard parameters["flow_id"].stringOrNumber != nil || parameters["flow_name"].string != nil else {
            throw GraphProblem(131008, details: "One of the parameters 'flow_id' and 'flow_name' is mandatory.")
        }
        try FieldCheck.required(parameters["flow_cta"], "interactive['action']['parameters']['flow_cta']", most: 30)
    }

    private static func product(_ action: JSON) throws(GraphProblem) {
        try FieldCheck.required(action["catalog_id"], "interactive['action']['catalog_id']", most: 256)
        try FieldCheck.required(action["product_retailer_id"], "interactive['action']['product_retailer_id']", most: 256)
    }

    private static func carousel(_ action: JSON) throws(GraphProblem) {
        guard 2...10 ~= action["cards"].count else {
            throw GraphProblem(131009, details: "Parameter 'interactive[action][cards]' must have 2 to 10 cards.")
        }
    }
}
