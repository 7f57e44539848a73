internal import Core
internal import JSONKit

/// The object under `template`, checked for what Meta refuses without a look at the definition.
enum TemplateBody {
    /// The object to send: `component`, which some callers write, becomes `components`; a language with a hyphen gets an underscore.
    static func checked(_ template: JSONBytes) throws(Failure) -> [UInt8] {
        guard let root = (try? JSONDocument.parse(template.bytes))?.root, root.kind == .object else {
            throw Failure(.templateParameters, detail: "The template is not a JSON object.")
        }
        guard root["name"].string?.isEmpty == false else {
            throw Failure(.templateNotFound, detail: "The template has no `name`.")
        }
        let components = root["components"].exists ? root["components"] : root["component"]
        try check(components)
        return write(root, components)
    }

    private static func write(_ root: JSON, _ components: JSON) -> [UInt8] {
        JSONWriter.object { json in
            for (key, value) in root.object where key != "component" && key != "components" {
                if key == "language" { write(language: value, to: &json) } else { json.field(key, value) }
            }
            if components.exists { json.field("components", components) }
        }
    }

    private static func write(language: JSON, to json: inout JSONWriter) {
        json.object("language") { json in
            if let code = language.string { return json.field("code", underscored(code)) }
            for (key, value) in language.object {
                if key == "code", let code = value.string { json.field("code", underscored(code)) } else { json.field(key, value) }
            }
        }
    }

    private static func underscored(_ code: String) -> String {
        String(decoding: code.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }

    /// Meta refuses text values that are empty or hold a line end, a tab or more than four spaces in a row.
    private static func check(_ components: JSON) throws(Failure) {
        for component in components.array {
            let place = component["type"].string ?? "component"
            var position = 0
            for parameter in component["parameters"].array {
                position += 1
                guard parameter["type"] == "text", let text = parameter["text"].string else { continue }
                if text.isEmpty { throw problem(place, position, "is empty") }
                if text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
                    throw problem(place, position, "holds a line end or a tab")
                }
                if hasFiveSpaces(text) { throw problem(place, position, "holds more than four spaces in a row") }
            }
        }
    }

    private static func hasFiveSpaces(_ text: String) -> Bool {
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: " ") ? run + 1 : 0
            if run > 4 { return true }
        }
        return false
    }

    private static func problem(_ place: String, _ position: Int, _ what: String) -> Failure {
        Failure(.templateParameters, detail: "Value \(position) of the template's \(place) \(what).")
    }
}
