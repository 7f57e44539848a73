import ConnectorKit
import Core
import Operations
import Testing

/// Invariant 15: secrets of the configuration appear in no output, whatever is wrong with the file.
struct SecretLeakTests {
    static let canary = "CANARY9f3a"

    private static func shown(_ value: Any) -> String {
        var text = "\(value) " + String(reflecting: value)
        dump(value, to: &text)
        return text
    }

    @Test(
        "A canary in any value of a file is in no error text",
        arguments: [
            "{ apps: '\(canary)', store: 'postgres://u:\(canary)@h/d', publicURL: 'https://u:\(canary)@h', listen: '\(canary)', logLevel: '\(canary)' }",
            "{ apps: [{ id: '\(canary)', keys: [{ id: '\(canary)', secret: { env: '\(canary)' } }, { secret: { file: '/\(canary)' } }] }] }",
            "{ apps: [{ webhooks: [{ id: '\(canary)', target: '\(canary)', triggers: ['\(canary)'], secret: '\(canary)' }, '\(canary)'] }] }",
            "{ apps: [{ webhooks: [{ secret: 'whsec_\(canary)' }, { secret: 'v1,\(canary)' }, { secret: ['\(canary)'] }, { secret: { \(canary): 1, file: 2 } }] }] }",
            "{ apps: [{ integrations: [{ type: '\(canary)' }, { type: 'whatsapp', accessToken: { credential: '\(canary)' }, appSecret: { file: '\(canary)' } }] }] }",
            "{ apps: [{ integrations: [{ type: 'whatsapp', accessToken: '\(canary)', appSecret: '\(canary)', apiVersion: { a: '\(canary)' }, threading: '\(canary)' }] }] }",
            "{ apps: [{ secret: '\(canary)' ", "{ secret: '\(canary)\n' }", "{ secret: \(canary) }", "{ secret: '\(canary)' '\(canary)' }",
            "\(canary)",
        ])
    func errors(_ text: String) {
        for mode in [0o640, 0o644] as [UInt32] {
            let error = #expect(throws: ConfigurationError.self) { try Example.read(Example.environment(text, mode: mode)) }
            #expect(error.map { Self.shown($0).contains(Self.canary) } == false)
        }
    }

    @Test("Secrets are not in the description or the dump of the values")
    func values() throws {
        let secret = "whsec_" + String(repeating: "CANARY9f", count: 4)
        let file = Example.app(
            """
            keys: [{ id: 'app_\(Example.app)', secret: '\(secret)' }], webhooks: [{ target: 'https://a.test', triggers: ['*'], secret: { env: 'X' } }],
            integrations: [{ id: '\(Example.integration)', type: 'whatsapp', phoneNumberId: '1', accessToken: { file: '/x' }, appSecret: '\(secret)' }]
            """)
        let configuration = try Example.read(Example.environment(file, variables: ["X": secret], files: ["/x": secret]))
        #expect(configuration.apps.first?.integrations.first?.settings.secrets["accessToken"] == Secret(secret))
        #expect(Self.shown(configuration).contains("CANARY") == false)
    }

    @Test("A value of the document does not show itself")
    func document() throws {
        let value = try JSON5Reader.read(Array("{ a: ['\(Self.canary)'] }".utf8))
        #expect(Self.shown(value).contains(Self.canary) == false)
    }
}
