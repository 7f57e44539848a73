import Store

/// One step of the schema. Steps are only ever added at the end of the list, and never changed once released.
struct Migration: Sendable {
    let name: String
    let sql: String

    /// Every step that this version knows, in order.
    static let all = [Migration(name: "001-first", sql: firstSchema), documents, messageRows, members, media, windows, charges]

    /// Brings the database to the last step of `known`.
    /// - Throws: `StoreProblem.unusable` if the file belongs to another program or to a newer version.
    static func apply(_ known: [Migration], to connection: Connection, path: String) throws {
        try connection.execute("BEGIN IMMEDIATE")
        do {
            let applied = try appliedNames(on: connection, path: path)
            guard applied.elementsEqual(known.prefix(applied.count).map(\.name)) else {
                throw StoreProblem.unusable("The database \(path) was written by a newer version of Parley. Install that version.")
            }
            for migration in known.dropFirst(applied.count) {
                try connection.execute(migration.sql)
                let statement = try connection.statement(insertName)
                statement.bind(migration.name)
                try statement.run()
            }
            try connection.execute("COMMIT")
        } catch {
            if !connection.isIdle { try? connection.execute("ROLLBACK") }
            throw error
        }
    }

    private static let insertName = Query("INSERT INTO migrations(name) VALUES(?)")

    /// The steps that the database has, in order; makes the list in an empty database.
    private static func appliedNames(on connection: Connection, path: String) throws -> [String] {
        let tables = try connection.statement(Query("SELECT name FROM sqlite_master WHERE type = 'table'")).all { $0.text() }
        if tables.isEmpty {
            try connection.execute("CREATE TABLE migrations(position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)")
        } else if !tables.contains("migrations") {
            throw StoreProblem.unusable("The file \(path) is a database of another program. Name another file.")
        }
        return try connection.statement(Query("SELECT name FROM migrations ORDER BY position")).all { $0.text() }
    }
}
