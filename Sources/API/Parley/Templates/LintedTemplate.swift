import ConnectorKit
import Core
import JSONKit
import Runtime
import Wire

/// The body of LintTemplate: a shorthand, or name, language and components in the provider's own shape.
struct LintedTemplate: Sendable {
    private enum Form {
        case shorthand(TemplateSend)
        case provider(JSONBytes)
    }

    /// Providers know far fewer parts of a template.
    static let mostComponents = 50

    private let form: Form

    init(_ body: FieldReader) throws(WireProblem) {
        if let text = try body["shorthand"].text(limit: FieldLimit.text) {
            for field in [body["name"], body["components"]] where field.isPresent {
                throw field.problem("cannot be used together with shorthand")
            }
            guard let reading = try ShorthandReader.read(text, path: "shorthand") else {
                throw body["shorthand"].problem("holds no template: it begins with &(( and ends with ))&")
            }
            form = .shorthand(reading.template.send)
            return
        }
        let name = try body["name"].requiredText(limit: FieldLimit.shortText)
        let language = try body["language"].text(limit: FieldLimit.shortText)
        let components = body["components"]
        for component in try components.elements(0...Self.mostComponents) ?? [] { try component.requireObject() }
        form = .provider(
            JSONBytes(
                JSONWriter.object { json in
                    json.field("name", name)
                    if let language { json.object("language") { $0.field("code", language) } }
                    if components.isPresent { json.field("components", components.json) }
                }))
    }

    func send(_ catalogue: any TemplateCatalogue) throws(Failure) -> TemplateSend {
        switch form {
        case .shorthand(let send): send
        case .provider(let template): try catalogue.read(template)
        }
    }
}

extension Failure {
    /// A template whose shape cannot be read.
    var problem: TemplateProblem { TemplateProblem("components", detail ?? code.words.detail, code) }
}
