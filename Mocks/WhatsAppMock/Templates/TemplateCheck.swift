import JSONKit

/// Checks the parameters of a template message against the template.
///
/// Source: Meta, Cloud API, template messages and error codes 132000 to 132018.
enum TemplateCheck {
    /// Finds the template and checks it.
    static func check(_ json: JSON, in templates: [Template]) throws(GraphProblem) -> Template {
        let name = json["name"].string ?? ""
        let code = json["language"]["code"].string ?? ""
        guard let template = templates.first(where: { $0.name == name && $0.language == code }) else {
            throw GraphProblem(132001, details: "template name (\(name)) does not exist in \(code)")
        }
        switch template.status {
        case "APPROVED": break
        case "PAUSED": throw GraphProblem(132015, details: "Template (\(name)) is paused due to low quality.")
        case "DISABLED": throw GraphProblem(132016, details: "Template (\(name)) is disabled.")
        default: throw GraphProblem(132001, details: "template name (\(name)) is not approved in \(code)")
        }
        try components(json["components"], of: template)
        return template
    }

    private static func components(_ json: JSON, of template: Template) throws(GraphProblem) {
        var header: JSON?
        var body: JSON?
        var buttons: [Int: JSON] = [:]
        for component in json.array {
            switch component["type"].string?.lowercased() {
            case "header": header = component
            case "body": body = component
            case "button":
                guard let index = component["index"].stringOrNumber.flatMap({ Int($0) }) else {
                    throw GraphProblem(131008, details: "Parameter 'index' of a button component is mandatory.")
                }
                buttons[index] = component
            default: throw .parameter("Param template['components'][]['type'] must be one of {HEADER, BODY, BUTTON}.")
            }
        }
        try self.header(header ?? .missing, of: template)
        try self.body(body ?? .missing, of: template)
        try self.buttons(buttons, of: template)
    }

    private static func body(_ json: JSON, of template: Template) throws(GraphProblem) {
        let parameters = json["parameters"]
        try count(parameters, template.variables.count, "body")
        for parameter in parameters.array {
            if template.isNamed {
                guard let name = parameter["parameter_name"].string, !name.isEmpty else {
                    throw .parameter("Parameter name is missing or empty")
                }
                guard template.variables.contains(name) else { throw .parameter("Invalid parameter name \(name)") }
            }
            switch parameter["type"].string {
            case "text": try text(parameter["text"])
            case "currency", "date_time": break
            default: throw GraphProblem(132012, details: "body: parameters must be of type text, currency or date_time")
            }
        }
    }

    private static func header(_ json: JSON, of template: Template) throws(GraphProblem) {
        switch template.header {
        case .none, .text: try count(json["parameters"], 0, "header")
        case .variableText:
            try count(json["parameters"], 1, "header")
            try text(json["parameters"][0]["text"])
        case .image, .video, .document, .location:
            let parameter = json["parameters"][0]
            let kind = template.header.rawValue
            guard json["parameters"].count == 1, parameter["type"].string == kind, parameter[kind].kind == .object else {
                throw GraphProblem(
                    132012,
                    details: "header: Format mismatch, expected \(kind.uppercased()), received \(parameter["type"].string ?? "UNKNOWN")")
            }
            if template.header != .location { _ = try MessageCheck.mediaSource(parameter[kind], "header") }
        }
    }

    private static func buttons(_ given: [Int: JSON], of template: Template) throws(GraphProblem) {
        for (index, button) in template.buttons.enumerated() {
            let component = given[index] ?? .missing
            switch button {
            case .url(_, true), .oneTimeCode: try self.button(component, index, "url", "text", most: 2000)
            case .copyCode: try self.button(component, index, "copy_code", "coupon_code", most: 20)
            case .quickReply:
                if component.exists { try self.button(component, index, "quick_reply", "payload", most: 256) }
            case .url(_, false), .phone: try count(component["parameters"], 0, "button at index \(index)")
            }
        }
        if let index = given.keys.max(), index >= template.buttons.count {
            throw GraphProblem(132018, details: "buttons: the template has no button at index \(index)")
        }
    }

    private static func button(_ json: JSON, _ index: Int, _ kind: String, _ key: String, most: Int) throws(GraphProblem) {
        guard json.exists else {
            throw GraphProblem(131008, details: "buttons: Button at index \(index) of type \(kind) requires a parameter")
        }
        guard json["sub_type"].string?.lowercased() == kind, json["parameters"].count == 1 else {
            throw GraphProblem(132012, details: "buttons: Button at index \(index) must be of sub_type \(kind) with one parameter")
        }
        try FieldCheck.required(json["parameters"][0][key], "buttons[\(index)]['\(key)']", most: most)
    }

    private static func count(_ parameters: JSON, _ expected: Int, _ part: String) throws(GraphProblem) {
        guard parameters.count == expected else {
            throw GraphProblem(
                132000,
                details:
                    "\(part): number of localizable_params (\(parameters.count)) does not match the expected number of params (\(expected))"
            )
        }
    }

    /// A value may not be empty, nor hold a line break, a tab or more than four spaces in a row.
    private static func text(_ json: JSON) throws(GraphProblem) {
        guard let value = json.string, !value.isEmpty else {
            throw GraphProblem(131008, details: "Parameter of type text is missing text value")
        }
        guard !value.contains(where: { $0 == "\n" || $0 == "\t" || $0 == "\r\n" }), !value.contains("     ") else {
            throw GraphProblem(132018, details: "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
        }
        guard FieldCheck.length(json) <= 1024 else { throw GraphProblem(132005, details: "The text is too long after translation") }
    }
}
