import Foundation

/// A folder of its own for a database, removed with it.
final class TestFolder: Sendable {
    private let path: String

    /// Where the database goes.
    var database: String { path + "/parley.db" }

    init() throws {
        path = NSTemporaryDirectory() + "parley-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
