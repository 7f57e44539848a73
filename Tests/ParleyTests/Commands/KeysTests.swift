import Core
import Cryptography
import Operations
import Runtime
import Testing

@testable import parley

struct KeysTests {
    private static let path = "\(FakeWorker.shared)/keys"
    private static let made = #"{"key":{"id":"\#(Sample.key)","secret":"shown-once","displayName":"Desk","scope":"app"}}"#

    @Test func aNewKeyIsShownWithItsSecret() async throws {
        let worker = FakeWorker("POST \(Self.path)", status: 201, Self.made)
        let run = try await CommandRun(KeysCommand.self, ["create", "--name", "Desk"], worker)
        #expect(run.code == .ok)
        #expect(run.printed.hasPrefix("id      \(Sample.key)\nsecret  shown-once\n"))
        #expect(worker.requests.first.map { String(decoding: $0.body, as: UTF8.self) } == #"{"displayName":"Desk"}"#)
    }

    @Test func keysAreListedAndRevoked() async throws {
        let list = #"{"keys":[{"id":"\#(Sample.key)","displayName":"Desk","scope":"app","parleyOrigin":"api"}]}"#
        let listed = try await CommandRun(KeysCommand.self, ["list"], FakeWorker("GET \(Self.path)", list))
        #expect(
            listed.printed == """
                KEY                           NAME  SCOPE  FROM
                app_111111111111111111111111  Desk  app    api

                """)
        let revoked = try await CommandRun(
            KeysCommand.self, ["revoke", Sample.key], FakeWorker("DELETE \(Self.path)/\(Sample.key)", "{}"))
        #expect(revoked.printed == "Key \(Sample.key) is revoked.\n")
    }

    @Test func keysOfACustomIntegrationAreAskedThere() async throws {
        let worker = FakeWorker("GET \(FakeWorker.shared)/integrations/\(Sample.integration)/keys", #"{"keys":[]}"#)
        let run = try await CommandRun(KeysCommand.self, ["list", "--integration", Sample.integration], worker)
        #expect(run.printed == "No keys.\n")
    }

    @Test(arguments: [[], ["create"], ["create", "x"], ["list", "x"], ["list", "--name", "x"], ["revoke"], ["revoke", "a/b"], ["drop"]])
    func aWrongCommandIsRefusedBeforeACall(_ words: [String]) async throws {
        let worker = FakeWorker([:])
        await #expect(throws: Arguments.Problem.self) { try await CommandRun(KeysCommand.self, words, worker) }
        #expect(worker.requests.isEmpty)
    }

    /// The first key is made without any key: whoever may read the sealing key is the operator.
    @Test func whoeverMayReadTheSealingKeyNeedsNoOtherKey() async throws {
        let key = [UInt8](repeating: 7, count: 32)
        let configuration = Sample.configuration(keys: false)
            .replacing("store: 'sqlite::memory:'", with: "store: 'sqlite:/data/parley.db'")
        let worker = FakeWorker("GET \(Self.path)", #"{"keys":[]}"#)
        let run = try await CommandRun(
            KeysCommand.self, ["list"], worker, configuration: configuration,
            files: ["/data/\(SealingKey.fileName)": Hex.encode(key) + "\n"])
        #expect(run.code == .ok, "\(run.complained)")
        let app = try #require(ID(Sample.app))
        let (id, secret) = try #require(SecretSealing(key: key)?.operatorKey(of: app))
        let expected = "Basic \(Base64.encode(Array("\(id):\(secret.revealText())".utf8)))"
        #expect(worker.requests.first?.headers["Authorization"] == expected)
        let stranger = try await CommandRun(KeysCommand.self, ["list"], worker, configuration: configuration)
        #expect(stranger.code == .configuration)
        #expect(stranger.complained.contains("there is no key to call with"))
    }
}
