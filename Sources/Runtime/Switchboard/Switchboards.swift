package import Core
package import Store
package import Wire

/// The switchboards of all apps: kept in the store, held in memory for the message path.
package struct Switchboards: Sendable {
    private let context: RuntimeContext

    /// Switchboards of the worker's store.
    package init(_ context: RuntimeContext) { self.context = context }

    /// The name of the one document of an app.
    private static let name = "switchboard"

    /// The switchboard of an app, as it is stored.
    package static func stored(app: ID, in store: any StoreReader) throws -> Switchboard? {
        try store.document(app: app, kind: .switchboard, name: name).flatMap { Switchboard(stored: $0.body) }
    }

    /// Stores a switchboard. Call `refresh` after the commit.
    package func save(_ switchboard: Switchboard, app: ID, in store: any StoreTransaction) throws {
        var next = switchboard
        next.version += 1
        try store.put(
            Document(appID: app, kind: .switchboard, name: Self.name, body: next.encoded(), updatedAt: context.clock.now()))
    }

    /// Removes the switchboard of an app; its integrations stay. Call `refresh` after the commit.
    package func remove(app: ID, in store: any StoreTransaction) throws {
        _ = try store.remove(app: app, kind: .switchboard, name: Self.name)
    }

    /// Takes over what is stored of an app.
    package func refresh(app: ID) async throws {
        let stored = try await context.store.read { try Self.stored(app: app, in: $0) }
        context.replaceSwitchboard(of: app, with: stored)
    }

    /// Takes over what is stored of all apps.
    package func refresh() async throws {
        for app in context.directory.apps.keys { try await refresh(app: app) }
    }
}
