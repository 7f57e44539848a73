internal import Core
internal import JSONKit

/// The object under `template` of a message: name, language and parameters (Meta, Cloud API, template messages).
enum TemplateParameters {
    /// Reads the object. A template whose shape is right but whose values are not is read all the same, so that each can be named.
    static func read(_ template: JSONBytes) throws(Failure) -> TemplateSend {
        guard let root = (try? JSONDocument.parse(template.bytes))?.root, root.kind == .object else {
            throw Failure(.templateParameters, detail: "The template is not a JSON object.")
        }
        guard let name = root["name"].string, !name.isEmpty else {
            throw Failure(.templateNotFound, detail: "The template has no `name`.")
        }
        var send = TemplateSend(name: name, language: root["language"]["code"].string ?? root["language"].string)
        for component in (root["components"].exists ? root["components"] : root["component"]).array { try read(component, into: &send) }
        return send
    }

    private static func read(_ component: JSON, into send: inout TemplateSend) throws(Failure) {
        let type = component["type"].string?.lowercased() ?? ""
        switch type {
        case "header": send.header += component["parameters"].array.map { argument($0) }
        case "body": send.body += component["parameters"].array.map { argument($0) }
        case "button":
            guard let index = component["index"].stringOrNumber.flatMap({ Int($0) }) else {
                throw Failure(.templateParameters, detail: "A button component has no `index`: give the button's position, from 0.")
            }
            let kind = component["sub_type"].string?.lowercased() ?? ""
            send.buttons += component["parameters"].array.map { .init(index: index, buttonValue($0, kind)) }
        default: send.otherParts.append(type)
        }
    }

    private static func argument(_ json: JSON) -> TemplateSend.Argument {
        let name = json["parameter_name"].string.flatMap { $0.isEmpty ? nil : $0 }
        let type = json["type"].string?.lowercased() ?? ""
        let value: TemplateValue =
            switch type {
            case "text": .text(json["text"].string ?? "")
            case "image": media(.image, json["image"])
            case "video": media(.video, json["video"])
            case "document": media(.document, json["document"])
            case "location": .location
            case "currency", "date_time": .other(kind: type, text: json[type]["fallback_value"].string ?? "")
            default: .other(kind: type, text: nil)
            }
        return TemplateSend.Argument(value, name: name)
    }

    private static func media(_ kind: MediaContent.Kind, _ json: JSON) -> TemplateValue {
        .media(kind, url: json["link"].string, id: json["id"].string)
    }

    private static func buttonValue(_ json: JSON, _ kind: String) -> TemplateValue {
        switch kind {
        case "url": .text(json["text"].string ?? "")
        case "quick_reply": .payload(json["payload"].string ?? json["text"].string ?? "")
        case "copy_code": .code(json["coupon_code"].string ?? "")
        default: .other(kind: kind, text: nil)
        }
    }

    // MARK: Writing

    /// Writes a send whose values are told by what the template needs.
    static func write(_ send: TemplateSend, for template: MessageTemplate?, language: String) -> JSONBytes {
        let send = template.map { send.bound(to: $0) } ?? send
        let code = template?.language ?? send.language ?? language
        return JSONBytes(
            JSONWriter.object { json in
                json.field("name", send.name)
                json.object("language") { $0.field("code", code) }
                let isPlain = send.header.isEmpty && send.body.isEmpty && send.buttons.isEmpty
                if !isPlain { json.array("components") { components(send, &$0) } }
            })
    }

    private static func components(_ send: TemplateSend, _ json: inout JSONWriter) {
        for (type, arguments) in [("header", send.header), ("body", send.body)] where !arguments.isEmpty {
            json.object { json in
                json.field("type", type)
                json.array("parameters") { json in for argument in arguments { parameter(argument, &json) } }
            }
        }
        for button in send.buttons {
            json.object { json in
                json.field("type", "button")
                let (kind, type, key, text) = wireForm(button.value)
                json.field("sub_type", kind)
                json.field("index", "\(button.index)")
                json.array("parameters") { json in
                    json.object { json in
                        json.field("type", type)
                        json.key(key)
                        json.value(text)
                    }
                }
            }
        }
    }

    private static func parameter(_ argument: TemplateSend.Argument, _ json: inout JSONWriter) {
        json.object { json in
            switch argument.value {
            case .media(let kind, let url, let id):
                json.field("type", kind.rawValue)
                json.key(kind.rawValue)
                json.object { json in
                    json.field("link", ifPresent: url)
                    json.field("id", ifPresent: id)
                }
            case .text, .payload, .code, .location, .other:
                json.field("type", "text")
                json.field("parameter_name", ifPresent: argument.name)
                json.field("text", argument.value.shown ?? "")
            }
        }
    }

    private static func wireForm(_ value: TemplateValue) -> (kind: String, type: String, key: StaticString, text: String) {
        switch value {
        case .payload(let payload): ("quick_reply", "payload", "payload", payload)
        case .code(let code): ("copy_code", "coupon_code", "coupon_code", code)
        case .text, .media, .location, .other: ("url", "text", "text", value.shown ?? "")
        }
    }
}
