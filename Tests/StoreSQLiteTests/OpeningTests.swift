import Core
import Foundation
import Store
import Testing

@testable import StoreSQLite

/// Which databases are opened and which are refused.
struct OpeningTests {
    private let integration = ID(high: 1, low: 1)

    private func refusal(_ options: SQLiteOptions, migrations: [Migration] = Migration.all) -> String? {
        do { _ = try SQLiteStore(options, migrations: migrations) } catch StoreProblem.unusable(let reason) { return reason } catch {
            return "\(error)"
        }
        return nil
    }

    private func expectRefusal(_ options: SQLiteOptions, _ words: String, _ location: SourceLocation = #_sourceLocation) throws {
        let reason = try #require(refusal(options), sourceLocation: location)
        #expect(reason.contains(words), "\(reason)", sourceLocation: location)
    }

    @Test func secondWorkerIsRefusedUntilTheFirstCloses() async throws {
        let folder = try TestFolder()
        let options = SQLiteOptions(.file(folder.database))
        let first = try SQLiteStore(options)
        try expectRefusal(options, "is used by another worker")
        await first.close()
        let second = try SQLiteStore(options)
        await second.close()
    }

    @Test func lockOfAKilledProcessIsFreeAtOnce() async throws {
        let folder = try TestFolder()
        let options = SQLiteOptions(.file(folder.database))
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        let output = Pipe()
        other.arguments = ["--no-fork", folder.database + ".lock", "sh", "-c", "echo held; exec sleep 600"]
        other.standardOutput = output
        try other.run()
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "held\n")
        try expectRefusal(options, "is used by another worker")
        kill(other.processIdentifier, SIGKILL)
        other.waitUntilExit()
        let store = try SQLiteStore(options)
        await store.close()
    }

    @Test func committedWriteIsThereAfterAKill() async throws {
        let folder = try TestFolder()
        let copy = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        for number in 1...50 { try await store.write { [integration] in try $0.setCursor("\(number)", integration: integration) } }
        // What the files hold at this moment is what a killed process leaves.
        for name in ["parley.db-wal", "parley.db"] {
            try FileManager.default.copyItem(atPath: folder.path + "/" + name, toPath: copy.path + "/" + name)
        }
        let again = try SQLiteStore(SQLiteOptions(.file(copy.database)))
        let cursor = try await again.read { [integration] in try $0.cursor(integration: integration) }
        #expect(cursor == "50")
        await again.close()
        await store.close()
    }

    @Test func databaseOfAnEarlierVersionIsBroughtUpToDateAndKeepsItsRows() async throws {
        let folder = try TestFolder()
        let options = SQLiteOptions(.file(folder.database))
        let first = try SQLiteStore(options, migrations: Array(Migration.all.prefix(1)))
        try await first.write { [integration] in try $0.setCursor("kept", integration: integration) }
        await first.close()
        let later =
            Migration.all + [Migration(name: "900-later", sql: "CREATE TABLE later(x); INSERT INTO later SELECT cursor FROM cursors")]
        for _ in 1...2 {
            let second = try SQLiteStore(options, migrations: later)
            let cursor = try await second.read { [integration] in try $0.cursor(integration: integration) }
            #expect(cursor == "kept")
            await second.close()
        }
        try expectRefusal(options, "newer version")
    }

    @Test func migrationThatFailsLeavesTheDatabaseAsItWas() async throws {
        let folder = try TestFolder()
        let options = SQLiteOptions(.file(folder.database))
        await (try SQLiteStore(options)).close()
        let broken = Migration.all + [Migration(name: "900-broken", sql: "CREATE TABLE half(x); nonsense")]
        #expect(refusal(options, migrations: broken) != nil)
        await (try SQLiteStore(options)).close()
    }

    @Test func namesOfReleasedMigrationsStayAsTheyAre() {
        let released = [
            "001-first", "002-documents", "003-message-rows", "004-members", "005-media", "006-windows", "007-charges",
        ]
        #expect(Migration.all.map(\.name) == released)
    }

    @Test func messagesOfAnEarlierVersionAreKeptWhenTheirTableIsLaidOutAnew() async throws {
        let folder = try TestFolder()
        let options = SQLiteOptions(.file(folder.database))
        let messages = (UInt32(1)...30).map { number in
            MessageRecord(
                id: ID(high: 5, low: number), appID: integration, conversationID: ID(high: 6, low: number % 3), author: .user,
                receivedAt: Instant(milliseconds: 7), storedAt: Instant(milliseconds: 8), content: JSONBytes(Array("{}".utf8)),
                source: JSONBytes(Array("[]".utf8)))
        }
        let first = try SQLiteStore(options, migrations: Array(Migration.all.prefix(2)))
        try await first.write { store in for message in messages.shuffled() { try store.insert(message) } }
        await first.close()
        let second = try SQLiteStore(options)
        let kept = try await second.read { store in
            try (UInt32(0)..<3).flatMap { try store.messages(conversation: ID(high: 6, low: $0), page: PageRequest(limit: 50)) }
        }
        #expect(kept.sorted { $0.id < $1.id } == messages)
        await second.close()
    }

    @Test(arguments: [
        ("a file that is no database", "not a database", Array("no database ".utf8)),
        ("a folder that does not exist", "cannot be made", []),
    ])
    func unusablePlaceIsRefusedWithItsReason(_ label: String, _ words: String, _ content: [UInt8]) throws {
        let folder = try TestFolder()
        var path = folder.database
        if content.isEmpty {
            path = folder.path + "/none/parley.db"
        } else {
            try Data((0..<1000).flatMap { _ in content }).write(to: URL(fileURLWithPath: path))
        }
        let reason = try #require(refusal(SQLiteOptions(.file(path))), "\(label)")
        #expect(reason.contains(words), "\(label): \(reason)")
    }

    @Test func databaseOfAnotherProgramIsRefused() throws {
        let folder = try TestFolder()
        #expect(FileManager.default.createFile(atPath: folder.database, contents: nil))
        let connection = try Connection(path: folder.database, mode: .readWrite, cacheKilobytes: 64)
        try connection.execute("CREATE TABLE theirs(x)")
        connection.close()
        try expectRefusal(SQLiteOptions(.file(folder.database)), "another program")
    }

    @Test func filesAreReadableByTheirOwnerOnly() async throws {
        let folder = try TestFolder()
        let store = try SQLiteStore(SQLiteOptions(.file(folder.database)))
        for name in ["parley.db", "parley.db-wal", "parley.db.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
        }
        await store.close()
    }
}
