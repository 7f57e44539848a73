internal import ConnectorKit
internal import Core
internal import JSONKit

/// A template of Twilio's Content API: its sid and the values of its variables.
///
/// Read from `{"contentSid": "HX…", "contentVariables": {"1": "…"}}`, or from the form that WhatsApp itself uses, with the sid as `name`:
/// then the texts of its body become the variables 1, 2 and so on.
struct ContentTemplate: Hashable, Sendable {
    let sid: String
    /// A JSON object as text; nil for a template without variables.
    let variables: String?

    init(_ template: JSONBytes) throws(Failure) {
        guard let root = (try? JSONDocument.parse(template.bytes))?.root, root.kind == .object else {
            throw Failure(.templateParameters, detail: "The template is not a JSON object.")
        }
        guard let sid = root["contentSid"].string ?? root["name"].string, sid.hasPrefix("HX"), sid.utf8.count == 34 else {
            throw Failure(.templateNotFound, detail: "Twilio knows templates by the sid of their content: HX and 32 digits, as contentSid.")
        }
        self.sid = sid
        variables =
            root["contentVariables"].kind == .object
            ? String(decoding: root["contentVariables"].serialized(), as: UTF8.self) : Self.numbered(root["components"])
    }

    private static func numbered(_ components: JSON) -> String? {
        var texts: [String] = []
        for component in components.array where component["type"].string?.lowercased() == "body" {
            for parameter in component["parameters"].array { if let text = parameter["text"].string { texts.append(text) } }
        }
        guard !texts.isEmpty else { return nil }
        let json = JSONWriter.object { json in for (place, text) in texts.enumerated() { json.field(String(place + 1), text) } }
        return String(decoding: json, as: UTF8.self)
    }

    var fields: [FormField] {
        [FormField(name: "ContentSid", value: sid)] + (variables.map { [FormField(name: "ContentVariables", value: $0)] } ?? [])
    }
}
