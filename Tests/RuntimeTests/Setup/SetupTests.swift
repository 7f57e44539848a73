import ConnectorKit
import Core
import Foundation
import JSONKit
import Store
import StoreSQLite
import Testing

@testable import Runtime

@Suite struct SetupTests {
    private static let app = ID(high: 1, low: 1)
    private static let made = ID(high: 2, low: 1)
    private static let ofFile = ID(high: 2, low: 2)
    private static let secret = "the-secret-that-nobody-may-read"

    private let clock = ManualClock(Instant(seconds: 1_790_000_000))

    private static let registration = ConnectorRegistration(
        type: "postal",
        fields: [ConfigurationField("box", help: "the box"), ConfigurationField("token", secret: true, help: "the token")], payload: .json,
        identifiers: IdentifierFields([]), failures: []
    ) { settings throws(ConfigurationProblem) in
        guard settings.secrets["token"] != nil else { throw ConfigurationProblem(key: "token", remedy: "must be given") }
        return PostalChannel()
    }

    private func context(_ store: any Store, _ base: SetupBase) -> RuntimeContext {
        RuntimeContext(
            store: store, caller: PostOffice(clock), clock: clock.clock, ids: IDSource(worker: 5), masking: NoMasking(),
            directory: base.directory)
    }

    private func base(isInFile: Bool = true) -> SetupBase {
        let entry = IntegrationEntry(
            id: Self.ofFile, appID: Self.app, displayName: "File", registration: Self.registration, channel: PostalChannel(),
            publicFields: ["box": "1"])
        let settings = AccountSettings(integrationID: Self.ofFile, values: ["box": "1"], secrets: ["token": Secret("file")], baseURL: nil)
        return SetupBase(
            apps: [AppEntry(id: Self.app, displayName: "Test")], integrations: isInFile ? [.init(entry, settings: settings)] : [],
            webhooks: [], keys: [])
    }

    private func keep(_ setup: Setup, _ sealing: SecretSealing) async throws {
        let now = clock.now
        try await setup.change(Self.app) { store, _ in
            var record = IntegrationRecord(id: Self.made, type: "postal")
            record.values = ["box": "7"]
            record.secrets = ["token": sealing.seal(Secret(Self.secret), for: record.place("token", app: Self.app))]
            try store.keep(record, app: Self.app, at: now)
        }
    }

    @Test func whatWasMadeIsThereAfterARestartAndItsSecretIsInNoFile() async throws {
        let folder = NSTemporaryDirectory() + "parley-setup-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sealing = SecretSealing.temporary()
        for round in 1...2 {
            let store = try SQLiteStore(SQLiteOptions(.file("\(folder)/parley.db")))
            let context = context(store, base())
            let setup = Setup(base: base(), registrations: [Self.registration], sealing: sealing, context: context)
            try await setup.load()
            if round == 1 { try await keep(setup, sealing) }
            #expect(context.directory.integrations[Self.made]?.isActive == true, "round \(round)")
            for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
                #expect(bytes.range(of: Data(Self.secret.utf8)) == nil, "\(file), round \(round)")
            }
            await store.close()
        }
    }

    @Test func withAnotherSealingKeyTheChannelSleepsAndTheOthersRun() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let context = context(store, base())
        let sealing = SecretSealing.temporary()
        try await keep(Setup(base: base(), registrations: [Self.registration], sealing: sealing, context: context), sealing)
        let other = Setup(base: base(), registrations: [Self.registration], sealing: .temporary(), context: context)
        try await other.load()
        let entry = try #require(context.directory.integrations[Self.made])
        #expect(entry.status == .error)
        #expect(entry.problem?.hasPrefix("token cannot be read") == true)
        #expect(context.directory.integrations[Self.ofFile]?.isActive == true)
    }

    @Test func withoutItsConnectorAChannelSleeps() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let context = context(store, base())
        let sealing = SecretSealing.temporary()
        try await keep(Setup(base: base(), registrations: [Self.registration], sealing: sealing, context: context), sealing)
        try await Setup(base: base(), registrations: [], sealing: sealing, context: context).load()
        #expect(context.directory.integrations[Self.made]?.status == .error)
        #expect(context.directory.integrations[Self.made]?.type == "postal")
    }

    @Test func changesOfAChannelThatLeftTheFileHaveNoEffect() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let context = context(store, base())
        let now = clock.now
        let setup = Setup(base: base(), registrations: [Self.registration], sealing: .temporary(), context: context)
        try await setup.change(Self.app) { store, _ in
            var record = IntegrationRecord(id: Self.ofFile)
            record.displayName = "Renamed"
            try store.keep(record, app: Self.app, at: now)
        }
        #expect(context.directory.integrations[Self.ofFile]?.displayName == "Renamed")
        let later = Setup(base: base(isInFile: false), registrations: [Self.registration], sealing: .temporary(), context: context)
        try await later.load()
        #expect(context.directory.integrations.isEmpty)
    }

    /// A record of an app, which no key of another app can reach, opens at its own place only.
    @Test func aSealedSecretDoesNotOpenElsewhere() {
        let sealing = SecretSealing.temporary()
        let place = SecretPlace(app: Self.app, record: "integration 1", field: "token")
        let sealed = sealing.seal(Secret("x"), for: place)
        #expect(sealing.open(sealed, for: place) == Secret("x"))
        for other in [
            SecretPlace(app: Self.made, record: "integration 1", field: "token"),
            SecretPlace(app: Self.app, record: "integration 2", field: "token"),
            SecretPlace(app: Self.app, record: "integration 1", field: "other"),
        ] { #expect(sealing.open(sealed, for: other) == nil) }
        #expect(sealing.open("x", for: place) == nil)
    }

    @Test func aHundredChangesAtOnceAreAllInForceAtTheEnd() async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let context = context(store, base())
        let setup = Setup(base: base(), registrations: [Self.registration], sealing: .temporary(), context: context)
        let now = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...100 {
                group.addTask {
                    try await setup.change(Self.app) { store, _ in
                        var record = IntegrationRecord(id: ID(high: 50, low: UInt32(number)), type: "custom")
                        record.isCustom = true
                        try store.keep(record, app: Self.app, at: now)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(context.directory.customs.count == 100)
    }

    /// There and back again: the last change leaves everything as it is in force, and the one before it is told of last.
    @Test func anEarlierChangeThatIsToldOfLastHasNoEffect() async throws {
        let context = context(try SQLiteStore(SQLiteOptions(.temporary)), base())
        let setup = Setup(base: base(), registrations: [Self.registration], sealing: .temporary(), context: context)
        func named(_ name: String) -> SetupRecords {
            var records = SetupRecords()
            records.app = AppRecord()
            records.app?.displayName = name
            return records
        }
        for (name, version) in [("A", 1), ("A", 3), ("B", 2)] { await setup.enforce(named(name), version, Self.app) }
        #expect(context.directory.apps[Self.app]?.displayName == "A")
        await setup.enforce(named("B"), 4, Self.app)
        #expect(context.directory.apps[Self.app]?.displayName == "B")
    }

    @Test(arguments: ["app", "integration", "webhook", "key"]) func recordsComeBackAsTheyWere(_ kind: String) async throws {
        let store = try SQLiteStore(SQLiteOptions(.temporary))
        let now = clock.now
        var app = AppRecord()
        app.maskCreditCardNumbers = false
        app.others = ["useAnimalNames": true]
        app.metadata = JSONBytes(Array(#"{"a":1}"#.utf8))
        var integration = IntegrationRecord(id: Self.made, type: "postal")
        integration.isOff = true
        integration.values = ["box": ""]
        integration.secrets = ["token": "v1:x"]
        integration.threading = Threading(mode: .sessions, gap: .hours(5), reopen: .never)
        integration.messagesPerSecond = 9
        var webhook = WebhookRecord(id: Self.made, integrationID: Self.app)
        webhook.triggers = ["*"]
        webhook.previousSecret = "v1:y"
        webhook.previousEndsAt = now
        webhook.trustedHost = false
        let key = KeyRecord(
            id: "app_1", secret: Secret("s"), scope: .integration, integrationID: Self.made, displayName: "n", app: Self.app, .temporary())
        let records = try await store.write { [app, integration, webhook] store in
            switch kind {
            case "app": try store.keep(app, app: Self.app, at: now)
            case "integration": try store.keep(integration, app: Self.app, at: now)
            case "webhook": try store.keep(webhook, app: Self.app, at: now)
            default: try store.keep(key, app: Self.app, at: now)
            }
            return try SetupRecords(app: Self.app, store)
        }
        #expect(records.app == (kind == "app" ? app : nil))
        #expect(records.integrations == (kind == "integration" ? [Self.made: integration] : [:]))
        #expect(records.webhooks == (kind == "webhook" ? [Self.made: webhook] : [:]))
        #expect(records.keys == (kind == "key" ? ["app_1": key] : [:]))
    }
}
