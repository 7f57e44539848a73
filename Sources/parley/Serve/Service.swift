import API
import CLinux
import ConnectorKit
import Core
import Cryptography
import Demo
import HTTPWire
import Media
import Operations
import Runtime
import Store
import StoreSQLite
import WebChat

/// The running worker: everything that the parts need from the outside, put together once.
final class Service: Sendable {
    private let configuration: WorkerConfiguration
    private let log: Log
    private let context: RuntimeContext
    private let caller: CurlCaller
    private let setup: Setup
    private let worker: Worker
    private let feed: EventFeed
    private let visitors: VisitorHub
    private let visitorsRun: Lock<Task<Void, Never>?>
    private let server: HTTPServer
    private let health: Lock<HealthReport>
    private let watchdog: Watchdog?
    private let progress: Operations.Progress
    private let stopRequests: AsyncStream<Void>
    private let stopRequest: AsyncStream<Void>.Continuation

    /// Opens the store and makes the parts; nothing runs yet but the store.
    init(_ configuration: WorkerConfiguration, variables: [String: String], log: Log) throws {
        self.configuration = configuration
        self.log = log
        (stopRequests, stopRequest) = AsyncStream.makeStream()
        guard let caller = CurlCaller() else { throw ServiceProblem("libcurl cannot be used") }
        self.caller = caller
        let metrics = Metrics()
        let demo = Self.demo(configuration)
        var base = SetupBase(configuration)
        if let demo { base.keys.append(demo.key) }
        let started = WallClock.system.now()
        context = RuntimeContext(
            store: try Self.store(configuration), caller: caller, clock: .system, ids: IDSource(worker: Self.workerNumber()),
            masking: CardMasking(metrics: metrics), metrics: metrics, log: log, crashPoints: CrashPoints(variables, configuration),
            settings: RuntimeSettings(configuration), media: try MediaVault(configuration, caller), streamer: caller,
            directory: base.directory)
        setup = Setup(base: base, registrations: connectors, sealing: try Self.sealing(configuration, variables), context: context)
        let visitors = VisitorHub(context: context, connections: configuration.limits.connections)
        self.visitors = visitors
        worker = Worker(context: context, setup: setup, presence: visitors, post: try configuration.smtp.map { try MailRoom($0) })
        let health = Lock(HealthReport([HealthReport.Part("store", .starting), HealthReport.Part("worker", .starting)]))
        self.health = health
        let feed = EventFeed()
        self.feed = feed
        visitorsRun = Lock(nil)
        context.store.onEvents { events in
            feed.eventsStored(events)
            visitors.eventsStored(events)
        }
        let api = APIHandler(
            context: context, setup: setup, feed: feed, settings: APISettings(configuration))
        let monitoring = Monitoring(metrics: metrics, started: started, worker: worker) { health.withLock { $0 } }
        let front = HTTPFront(
            intake: worker.intake, api: api,
            webChat: WebChatFront(context: context, intake: worker.intake, hub: visitors, publicURL: configuration.publicURL?.text),
            demo: demo,
            monitoring: monitoring, webhookBodyLimit: configuration.limits.body)
        server = HTTPServer(HTTPServerConfiguration(configuration, inherited: ServiceManager.takeListeners()), handler: front)
        let progress = Operations.Progress("store", limit: .seconds(15))
        self.progress = progress
        watchdog = ServiceManager.watchdogInterval(variables: variables).map { interval in
            Watchdog(parts: [progress], interval: interval, clock: .system, log: log) { ServiceManager.notify(.watchdog) }
        }
    }

    /// Takes over what an earlier run left, then opens the doors.
    func start() async throws {
        Signals.wait { [stopRequest, log] request in
            switch request {
            case .stop: stopRequest.yield()
            case .reload: log.info("The configuration is read at the start only; restart to change it")
            }
        }
        try await setup.load()
        // The store's lock file says that no other worker uses it.
        try await worker.start(alone: true)
        visitorsRun.withLock { [visitors] in $0 = Task { await visitors.run() } }
        try server.start()
        if configuration.publicURL == nil, let port = server.ports.first {
            context.media?.links.moved(to: configuration.listen.origin(port: port))
        }
        health.withLock { $0 = HealthReport([HealthReport.Part("store", .ready), HealthReport.Part("worker", .ready)]) }
        let listeners = server.ports.map { "port \($0)" }.joined(separator: ", ")
        log.info("Parley serves", ["version": VersionCommand.version, "listeners": listeners, "apps": "\(configuration.apps.count)"])
        // What only the start needed: reading the configuration and the schema takes more than the rest of a quiet night.
        malloc_trim(0)
        ServiceManager.notify(.ready, .status("Serving \(configuration.apps.count) app(s)"))
    }

    /// Returns after a stop was asked for and everything has ended.
    func untilStopped() async {
        let feeding = watchdog.map { watchdog in [Task { await watchdog.run() }, Task { await self.proveProgress() }] }
        for await _ in stopRequests { break }
        feeding?.forEach { $0.cancel() }
        ServiceManager.notify(.stopping, .status("Draining"))
        log.info("Parley drains")
        health.withLock { $0 = HealthReport([HealthReport.Part("worker", .failed(reason: "stopping"))]) }
        feed.close()
        visitors.close()
        visitorsRun.withLock { $0?.cancel() }
        await server.drain(deadline: .seconds(5))
        await worker.stop(within: configuration.limits.drain - .seconds(5))
        await caller.close()
        await context.store.close()
        log.info("Parley has stopped")
    }

    /// The watchdog lives on commits: a worker whose writes never end does not work. A full disk is told at once, and a new start would
    /// not help: until there is room again, requests are answered 503.
    private func proveProgress() async {
        while !Task.isCancelled {
            do {
                try await worker.probe()
                progress.beat()
            } catch StoreProblem.disk {
                progress.beat()
            } catch {
                log.error("The store does not take writes", ["problem": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(3))
        }
    }

    /// A sandbox with a web chat has pages to try it.
    private static func demo(_ configuration: WorkerConfiguration) -> Demo? {
        guard configuration.sandbox else { return nil }
        for app in configuration.apps {
            guard let chat = app.integrations.first(where: { $0.registration.type == "web" }) else { continue }
            return Demo(app: app.id, integration: chat.id, clock: .system)
        }
        return nil
    }

    private static func store(_ configuration: WorkerConfiguration) throws -> any Store {
        switch configuration.store {
        case .sqliteMemory: return try SQLiteStore(SQLiteOptions(.temporary))
        case .sqlite(let path):
            try Folder.make(for: path)
            return try SQLiteStore(SQLiteOptions(.file(path)))
        }
    }

    /// The key that secrets given through the API are kept under; made at the first start. The store's lock is held: nobody else makes one.
    private static func sealing(_ configuration: WorkerConfiguration, _ variables: [String: String]) throws -> SecretSealing {
        if let key = try SealingKey.existing(configuration, .system(variables: variables)), let sealing = SecretSealing(key: key) {
            return sealing
        }
        guard let path = SealingKey.path(configuration) else { return .temporary() }
        try Folder.make(for: path)
        let key = SecureRandom.bytes(SealingKey.byteCount)
        try SealingKey.make(key, at: path)
        guard let sealing = SecretSealing(key: key) else { throw ServiceProblem("the sealing key has a wrong length") }
        return sealing
    }

    private static func workerNumber() -> UInt32 {
        SecureRandom.bytes(3).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// Why the worker cannot be put together.
struct ServiceProblem: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
