import Store
import StoreSQLite
import StoreTesting
import Testing

/// The suite that every store passes.
struct ConformanceTests {
    @Test(arguments: StoreConformance.all)
    func storeKeepsItsContract(_ conformance: ConformanceCase) async throws {
        let folder = try TestFolder()
        try await conformance.run(on: SQLiteFixture(folder: folder))
    }
}

/// A database in a folder of its own.
struct SQLiteFixture: StoreFixture {
    let folder: TestFolder

    func open() throws -> any Store { try SQLiteStore(SQLiteOptions(.file(folder.database))) }
}
