import Core
import Foundation
import Testing

@testable import StoreSQLite

/// The layers under the connections that write and that copy the log.
struct LayerTests {
    private static let insert = Query("INSERT INTO t(x) VALUES(?)")
    private static let sum = Query("SELECT count(*), total(length(x)) FROM t")
    private static let check = Query("PRAGMA integrity_check")

    private func fill(_ connection: Connection, _ rows: Int) throws {
        for row in 0..<rows {
            let statement = try connection.statement(Self.insert)
            statement.bind([UInt8](repeating: UInt8(truncatingIfNeeded: row), count: 3000))
            try statement.run()
        }
    }

    private func contents(_ connection: Connection) throws -> [Int] {
        try connection.statement(Self.sum).all { [$0.int(), $0.int()] }.flatMap { $0 }
    }

    /// A cache of ten pages makes the library write pages of the open transaction to the log, and read them back from it.
    @Test func pagesThatLeaveTheCacheBeforeTheCommitAreReadBackRolledBackAndCommitted() throws {
        let folder = try TestFolder()
        let path = folder.database
        try #require(FileManager.default.createFile(atPath: path, contents: nil))
        let writer = try Connection(path: path, mode: .readWrite, cacheKilobytes: 40, layer: .gathering)
        for pragma in ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"] { try writer.execute("PRAGMA \(pragma)") }
        try writer.execute("CREATE TABLE t(x BLOB)")
        let reader = try Connection(path: path, mode: .readOnly, cacheKilobytes: 40)
        try writer.execute("BEGIN")
        try fill(writer, 400)
        #expect(try contents(writer) == [400, 1_200_000])
        #expect(try contents(reader) == [0, 0])
        try writer.execute("ROLLBACK")
        #expect(try contents(writer) == [0, 0])
        try writer.execute("BEGIN")
        try fill(writer, 300)
        #expect(try contents(writer) == [300, 900_000])
        try fill(writer, 1)
        try writer.execute("COMMIT")
        #expect(try contents(reader) == [301, 903_000])
        #expect(try reader.statement(Self.check).all { $0.text() } == ["ok"])
        for connection in [reader, writer] { connection.close() }
    }

    @Test func theLogIsCopiedWholeWhenTheDiskIsWaitedForInBetween() throws {
        let folder = try TestFolder()
        let path = folder.database
        try #require(FileManager.default.createFile(atPath: path, contents: nil))
        let writer = try Connection(path: path, mode: .readWrite, cacheKilobytes: 4000, layer: .gathering)
        for pragma in ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"] { try writer.execute("PRAGMA \(pragma)") }
        try writer.execute("CREATE TABLE t(x BLOB)")
        let copier = try Connection(path: path, mode: .readWrite, cacheKilobytes: 256, layer: .pacing)
        try copier.execute("PRAGMA synchronous=FULL")
        try fill(writer, 500)
        let result = try #require(copier.checkpoint(.passive))
        #expect(result.log > 500)
        #expect(result.copied == result.log)
        #expect(folder.size("parley.db") > 1_500_000)
        // The log begins anew over what was copied.
        try fill(writer, 10)
        #expect(try contents(copier) == [510, 1_530_000])
        #expect(try copier.statement(Self.check).all { $0.text() } == ["ok"])
        for connection in [copier, writer] { connection.close() }
    }

    /// Leaves of trees change places, pages at the end go, and come again: the cache must forget what is not there any more.
    @Test(arguments: [UInt64(1), 2, 3]) func theCacheDropsPagesThatAreGoneAndOnlyThose(seed: UInt64) throws {
        let folder = try TestFolder()
        try #require(FileManager.default.createFile(atPath: folder.database, contents: nil))
        let writer = try Connection(path: folder.database, mode: .readWrite, cacheKilobytes: 4000, layer: .gathering)
        for pragma in ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0", "auto_vacuum=NONE"] {
            try writer.execute("PRAGMA \(pragma)")
        }
        try writer.execute("CREATE TABLE t(x BLOB PRIMARY KEY) WITHOUT ROWID")
        var random = SeededGenerator(seed: seed)
        var kept: Set<[UInt8]> = []
        for round in 0..<12 {
            try writer.execute("BEGIN")
            var added: Set<[UInt8]> = []
            for _ in 0..<300 {
                // The key's first bytes are by chance, so that leaves are split everywhere.
                let key = withUnsafeBytes(of: random.next()) { Array($0) } + [UInt8](repeating: 7, count: 200)
                let statement = try writer.statement(Self.insert)
                statement.bind(key)
                try statement.run()
                added.insert(key)
            }
            try writer.execute(round % 3 == 2 ? "ROLLBACK" : "COMMIT")
            if round % 3 != 2 { kept.formUnion(added) }
            if round % 4 == 3 {
                try writer.execute("DELETE FROM t WHERE x < x'8000000000000000'")
                kept = kept.filter { $0[0] >= 0x80 }
                try writer.execute("VACUUM")
            }
            #expect(try contents(writer) == [kept.count, kept.count * 208], "seed \(seed), round \(round)")
        }
        #expect(try writer.statement(Self.check).all { $0.text() } == ["ok"], "seed \(seed)")
        writer.close()
    }
}
