package import Store

/// An empty database that a conformance case may open, close and open again. Each case gets one of its own.
package protocol StoreFixture: Sendable {
    /// Opens the database; the second time after `close` of the first.
    func open() async throws -> any Store
}
