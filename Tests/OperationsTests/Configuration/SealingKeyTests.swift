import Core
import Foundation
import Operations
import Testing

struct SealingKeyTests {
    private static let digits = String(repeating: "0a", count: 32)

    private func configuration(_ inner: String = "") throws -> WorkerConfiguration {
        try Example.read(Example.environment("{ store: 'sqlite:/data/parley.db', \(inner) apps: [{ id: '\(Example.app)' }] }"))
    }

    private func existing(_ file: String?, mode: UInt32 = 0o600) throws -> [UInt8]? {
        let files = file.map { ["/data/secrets.key": $0] } ?? [:]
        return try SealingKey.existing(try configuration(), Example.environment("", mode: mode, files: files))
    }

    @Test func theKeyIsReadFromItsFile() throws {
        #expect(try existing("\(Self.digits)\n") == [UInt8](repeating: 10, count: 32))
        #expect(try existing(nil) == nil)
        #expect(SealingKey.path(try configuration()) == "/data/secrets.key")
    }

    @Test(arguments: [("empty", ""), ("short", "0a0a"), ("long", digits + "0a"), ("no digits", String(repeating: "zz", count: 32))])
    func aDamagedFileIsNamedAndNotQuoted(_ label: String, _ text: String) throws {
        let problem = #expect(throws: SealingKey.Problem.self, "\(label)") { try existing(text) }
        #expect(problem?.description == "the file /data/secrets.key does not hold 32 bytes in hexadecimal", "\(label)")
    }

    @Test(arguments: [0o640, 0o604, 0o660] as [UInt32]) func aFileThatOthersMayReadIsRefused(_ mode: UInt32) throws {
        let problem = #expect(throws: SealingKey.Problem.self) { try existing(Self.digits, mode: mode) }
        #expect(problem?.description.contains("chmod 0600") == true)
    }

    @Test func theConfigurationMayHaveTheKeyInstead() throws {
        let configuration = try configuration("sealingKey: '\(Self.digits)',")
        #expect(SealingKey.path(configuration) == nil)
        #expect(try SealingKey.existing(configuration, Example.environment("")) == [UInt8](repeating: 10, count: 32))
        let problems = Example.problems(
            Example.environment("{ sealingKey: 'abc', store: 'sqlite:/d/p.db', apps: [{ id: '\(Example.app)' }] }"))
        #expect(problems.count == 1)
        #expect(problems.first?.contains("sealingKey") == true && problems.first?.contains("openssl rand -hex 32") == true)
    }

    @Test func aNewFileIsForItsOwnerAlone() throws {
        let folder = NSTemporaryDirectory() + "parley-key-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/secrets.key"
        try SealingKey.make([UInt8](0..<32), at: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["secrets.key"])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n")
        #expect(throws: SealingKey.Problem.self) { try SealingKey.make([1], at: "\(folder)/none/secrets.key") }
    }

    @Test func theLanguageOfFailuresIsReadFromTheSettingsOfTheApp() throws {
        let app = "apps: [{ id: '\(Example.app)', settings: { failureLanguage: 'ko' } }]"
        let read = try Example.read(Example.environment("{ store: 'sqlite:/data/parley.db', \(app) }"))
        #expect(read.apps.first?.failureLanguage == .korean)
    }

    @Test func retentionIsReadFromTheSettingsOfTheApp() throws {
        let app = "apps: [{ id: '\(Example.app)', settings: { conversationRetentionSeconds: 60 } }]"
        let read = try Example.read(Example.environment("{ store: 'sqlite:/data/parley.db', \(app) }"))
        #expect(read.apps.first?.conversationRetentionSeconds == 60)
        #expect(read.apps.first?.maskCreditCardNumbers == true)
    }
}
