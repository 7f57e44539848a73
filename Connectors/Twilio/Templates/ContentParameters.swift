internal import ConnectorKit
internal import Core
internal import JSONKit

/// A send of a content template between Twilio's shape and ours.
///
/// Twilio's shape is `{"contentSid": "HX…", "contentVariables": {"1": "…"}}`: the variables are those of the whole content. The form that
/// WhatsApp itself uses is read as well, with the template's name or the content's sid as `name`.
enum ContentParameters {
    static func read(_ template: JSONBytes) throws(Failure) -> TemplateSend {
        guard let root = (try? JSONDocument.parse(template.bytes))?.root, root.kind == .object else {
            throw Failure(.templateParameters, detail: "The template is not a JSON object.")
        }
        if let sid = root["contentSid"].string, !sid.isEmpty {
            let values = root["contentVariables"].object.map { TemplateSend.Argument(.text(text($0.value)), name: $0.key) }
            return TemplateSend(name: sid, body: values, sharesValues: true)
        }
        guard let name = root["name"].string, !name.isEmpty else {
            throw Failure(.templateNotFound, detail: "The template has neither `contentSid` nor `name`.")
        }
        var send = TemplateSend(name: name, language: root["language"]["code"].string ?? root["language"].string, bindsInOrder: true)
        for component in root["components"].array { read(component, into: &send) }
        return send
    }

    private static func read(_ component: JSON, into send: inout TemplateSend) {
        let type = component["type"].string?.lowercased() ?? ""
        let values = component["parameters"].array.map { parameter in
            TemplateSend.Argument(
                .text(parameter["text"].string ?? parameter["payload"].string ?? ""), name: parameter["parameter_name"].string)
        }
        switch type {
        case "header": send.header += values
        case "body": send.body += values
        case "button":
            let index = component["index"].stringOrNumber.flatMap { Int($0) } ?? 0
            send.buttons += values.map { .init(index: index, $0.value) }
        default: send.otherParts.append(type)
        }
    }

    private static func text(_ value: JSON) -> String { value.string ?? String(decoding: value.serialized(), as: UTF8.self) }

    /// Writes a send in Twilio's shape. Without a definition the values of the body are the variables 1, 2 and so on.
    static func write(_ send: TemplateSend, for template: MessageTemplate?) -> JSONBytes {
        let variables = template.map { values(of: send.bound(to: $0), in: $0) } ?? numbered(send.body)
        return JSONBytes(
            JSONWriter.object { json in
                json.field("contentSid", template?.externalID ?? send.name)
                guard !variables.isEmpty else { return }
                json.object("contentVariables") { json in for (name, text) in variables { json.field(name, text) } }
            })
    }

    private typealias Variables = [(name: String, text: String)]

    private static func numbered(_ arguments: [TemplateSend.Argument]) -> Variables {
        arguments.enumerated().map { ($1.name ?? String($0 + 1), $1.value.shown ?? "") }
    }

    /// The values of a send that is bound to its template, each under its variable once.
    private static func values(of send: TemplateSend, in template: MessageTemplate) -> Variables {
        let links = send.buttons.compactMap { button -> TemplateSend.Argument? in
            guard template.buttons.indices.contains(button.index), case .link(let url) = template.buttons[button.index].kind,
                let name = url.placeholders.first
            else { return nil }
            return TemplateSend.Argument(button.value, name: name)
        }
        var variables: Variables = []
        for (name, text) in numbered(send.header + send.body + links) where !variables.contains(where: { $0.name == name }) {
            variables.append((name, text))
        }
        return variables
    }
}
