import Core
import Operations
import Testing

@testable import parley

struct UsageTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let command: any OperatorCommand.Type
        let words: [String]
        /// What the problem must name.
        let named: String

        init(_ command: any OperatorCommand.Type, _ words: String, _ named: String) {
            self.command = command
            self.words = words.split(separator: " ").map { $0 == "''" ? "" : String($0) }
            self.named = named
        }

        var testDescription: String { "parley \(command.name) \(words.joined(separator: " "))" }
    }

    static let rows: [Row] = [
        Row(StatusCommand.self, "now", "'now'"),
        Row(StatusCommand.self, "--limit 3", "--limit"),
        Row(StatusCommand.self, "--json=yes", "--json"),
        Row(StatusCommand.self, "--config", "--config"),
        Row(StatusCommand.self, "--app 12", "--app"),
        Row(StatusCommand.self, "--app \(Sample.otherApp)", "--app"),
        Row(StatusCommand.self, "--address 127.0.0.1", "--address"),
        Row(StatusCommand.self, "--address localhost:0", "--address"),
        Row(StatusCommand.self, "--address a/b:80", "--address"),
        Row(StatusCommand.self, "--address unix:relative", "--address"),
        Row(StatusCommand.self, "--key-id ''", "--key-id"),
        Row(StatusCommand.self, "--key-id a:b", "--key-id"),
        Row(StatusCommand.self, "--key-id app_other", "--key-id"),
        Row(StatusCommand.self, "--key-secret-file /s", "--key-id"),
        Row(JournalCommand.self, "tell", "'tell'"),
        Row(JournalCommand.self, "show", "ID"),
        Row(JournalCommand.self, "show 12", "ID"),
        Row(JournalCommand.self, "show \(Sample.entry) more", "'more'"),
        Row(JournalCommand.self, "show \(Sample.entry) --limit 3", "--limit"),
        Row(JournalCommand.self, "replay", "ID"),
        Row(JournalCommand.self, "--integration x", "--integration"),
        Row(JournalCommand.self, "--external-id ''", "--external-id"),
        Row(JournalCommand.self, "--verdict good", "--verdict"),
        Row(JournalCommand.self, "--limit 0", "--limit"),
        Row(JournalCommand.self, "--limit 101", "--limit"),
        Row(JournalCommand.self, "--limit many", "--limit"),
        Row(JournalCommand.self, "--after x", "--after"),
        Row(DeadCommand.self, "tell", "'tell'"),
        Row(DeadCommand.self, "--queue other", "--queue"),
        Row(DeadCommand.self, "replay 12", "ID"),
        Row(DeadCommand.self, "drop", "ID"),
        Row(DeadCommand.self, "drop \(Sample.letter) --queue inbound", "--queue"),
        Row(ReplayCommand.self, "", "ID"),
        Row(ReplayCommand.self, "x", "ID"),
        Row(ReplayCommand.self, "\(Sample.letter) y", "'y'"),
        Row(SendCommand.self, "--text Hello", "--conversation"),
        Row(SendCommand.self, "--conversation 1 --text Hello", "--conversation"),
        Row(SendCommand.self, "--conversation \(Sample.conversation)", "--text"),
        Row(SendCommand.self, "--conversation \(Sample.conversation) --text ''", "--text"),
        Row(SendCommand.self, "--conversation \(Sample.conversation) --text Hello there", "'there'"),
        Row(SendCommand.self, "--conversation \(Sample.conversation) --text Hello --until read", "--until"),
        Row(SendCommand.self, "--conversation \(Sample.conversation) --text Hello --timeout 3", "--timeout"),
        Row(SendCommand.self, "--conversation \(Sample.conversation) --text Hello --wait --until failed", "--until"),
        Row(SendCommand.self, "--conversation \(Sample.conversation) --text Hello --wait --timeout 0", "--timeout"),
    ]

    @Test(arguments: rows)
    func aWrongCommandLineIsRefusedByTheNameOfWhatIsWrongBeforeAnyCall(_ row: Row) async throws {
        let worker = FakeWorker([:])
        let problem = await #expect(throws: Arguments.Problem.self, "\(row.testDescription)") {
            try await Self.run(row.command, row.words, worker)
        }
        #expect(problem?.text.contains(row.named) == true, "\(row.testDescription): \(problem?.text ?? "")")
        #expect(worker.requests.isEmpty, "\(row.testDescription)")
    }

    private static func run<C: OperatorCommand>(_ command: C.Type, _ words: [String], _ worker: FakeWorker) async throws {
        _ = try await CommandRun(command, words, worker)
    }

    @Test func severalAppsNeedOneToBeNamed() async throws {
        let configuration = Sample.configuration(apps: [Sample.app, Sample.otherApp])
        let worker = FakeWorker([:])
        let problem = await #expect(throws: Arguments.Problem.self) {
            try await CommandRun(DeadCommand.self, [], worker, configuration: configuration)
        }
        #expect(problem?.text.contains("--app") == true)
        #expect(problem?.text.contains("\(Sample.otherApp) (Acme 1)") == true)
        let run = try await CommandRun(DeadCommand.self, ["--app", Sample.otherApp], worker, configuration: configuration)
        #expect(run.code == .failed)
        #expect(worker.requests.map(\.url) == ["http://127.0.0.1:8080/parley/v1/apps/\(Sample.otherApp)/deadletters"])
    }

    @Test func aConfigurationThatCannotBeUsedEndsWithThree() async throws {
        for configuration in [nil, "{ apps: [] }", Sample.configuration(keys: false)] {
            let run = try await CommandRun(StatusCommand.self, [], FakeWorker([:]), configuration: configuration)
            #expect(run.code == .configuration)
            #expect(run.complained.contains("--key-secret-file"))
        }
    }

    @Test(arguments: [("/none", "does not exist"), ("/empty", "is empty")])
    func aSecretFileThatCannotBeUsedIsNamed(_ path: String, _ words: String) async throws {
        let run = try await CommandRun(
            StatusCommand.self, ["--key-id", Sample.key, "--key-secret-file", path], FakeWorker([:]), files: ["/empty": "\n"])
        #expect(run.code == .configuration)
        #expect(run.complained.contains("--key-secret-file: the file \(words)"))
    }

    @Test func everyCommandIsListedAndExplainsItsOptions() {
        for command in ParleyCommand.all {
            #expect(ParleyCommand.usage.contains("  \(command.name)"))
            #expect(command.helpText.hasPrefix("usage: parley \(command.name) "))
            for option in command.options { #expect(command.helpText.contains("--\(option) "), "\(command.name) --\(option)") }
            for flag in command.flags { #expect(command.helpText.contains("--\(flag)"), "\(command.name) --\(flag)") }
        }
    }

    @Test func exitCodesAreThoseThatOtherProgramsRelyOn() async {
        #expect([ExitCode.ok, .failed, .usage, .configuration].map(\.rawValue) == [0, 1, 2, 3])
        #expect(await ParleyCommand.run([]) == .usage)
        #expect(await ParleyCommand.run(["nothing"]) == .usage)
        #expect(await ParleyCommand.run(["status", "--nothing"]) == .usage)
        #expect(await ParleyCommand.run(["send"]) == .usage)
        #expect(await ParleyCommand.run(["status", "--config", "/none/parley.json5"]) == .configuration)
        #expect(await ParleyCommand.run(["journal", "--help"]) == .ok)
    }
}
