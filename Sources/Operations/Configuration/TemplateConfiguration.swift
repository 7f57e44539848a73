internal import Core

/// How an integration treats templates.
package struct TemplateConfiguration: Hashable, Sendable {
    /// The template that is sent in place of a free message while the window is closed; nil lets such a message fail.
    package var whenWindowClosed: Substitute?
    /// Template messages that programs may send in a minute, 1 to 6,000; more wait.
    package var botTemplatesPerMinute: Int

    /// A template by name.
    package struct Substitute: Hashable, Sendable {
        package var name: String
        /// Nil for the channel's own default.
        package var language: String?
    }
}

extension TemplateConfiguration {
    /// Reads `whenWindowClosed` and `botTemplatesPerMinute` of an integration.
    init(_ section: ConfigurationSection) {
        botTemplatesPerMinute = section.integer("botTemplatesPerMinute", default: 60, in: 1...6000)
        switch section.value("whenWindowClosed")?.kind {
        case nil: break
        case .object:
            guard let object = section.section("whenWindowClosed") else { return }
            let name = object.text("template", required: "the name of an approved template")
            whenWindowClosed = name.map { Substitute(name: $0, language: object.text("language")) }
            object.finish()
        case .string:
            if section.text("whenWindowClosed") != "fail" { section.problem("whenWindowClosed", Self.remedy) }
        case .array, .bool, .number, .null: section.problem("whenWindowClosed", Self.remedy)
        }
    }

    private static let remedy = #"must be "fail", or { template: "name" } with the template to send instead"#
}
