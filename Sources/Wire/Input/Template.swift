package import Core
internal import JSONKit

/// A WhatsApp template in the provider's own shape ("Meta, Cloud API, message templates").
package enum Template {
    /// Reads the object under `template`. `name` must be there; `language` needs a `code` when it is there. The member `component`,
    /// which an example of the published file uses, is taken as `components`.
    package static func decode(_ field: FieldReader) throws(WireProblem) -> JSONBytes {
        try field.requireObject()
        _ = try field["name"].requiredText(limit: FieldLimit.shortText)
        let language = field["language"]
        if language.isPresent {
            try language.requireObject()
            _ = try language["code"].requiredText(limit: FieldLimit.shortText)
        }
        for components in [field["components"], field["component"]] where components.isPresent {
            guard components.json.kind == .array else { throw components.problem("must be an array") }
            for (index, component) in components.json.array.enumerated() where component.kind != .object {
                throw WireProblem("\(components.path)[\(index)]", "must be an object")
            }
        }
        let hasComponents = field["components"].isPresent
        if hasComponents, field["component"].isPresent { throw field["component"].problem("cannot be used together with components") }
        return JSONBytes { json in
            json.object { json in
                for (key, value) in field.json.object where !value.isNull {
                    json.field(key == "component" ? "components" : key, value)
                }
            }
        }
    }

    /// Reads the older form, the object under `hsm`, into the present one: `element_name`, `language` and `localizable_params`.
    package static func decode(hsm field: FieldReader) throws(WireProblem) -> JSONBytes {
        try field.requireObject()
        let name = try field["element_name"].requiredText(limit: FieldLimit.shortText)
        let language = try field["language"]["code"].text(limit: FieldLimit.shortText)
        var values: [String] = []
        for value in try field["localizable_params"].elements(0...64) ?? [] {
            values.append(try value["default"].text(limit: FieldLimit.text, allowEmpty: true) ?? "")
        }
        let texts = values
        return JSONBytes { json in
            json.object { json in
                json.field("name", name)
                if let language { json.object("language") { $0.field("code", language) } }
                guard !texts.isEmpty else { return }
                json.array("components") { json in
                    json.object { json in
                        json.field("type", "body")
                        json.array("parameters") { json in
                            for text in texts {
                                json.object { json in
                                    json.field("type", "text")
                                    json.field("text", text)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
