import Core

/// Runs a puller for each integration whose relay is pulled from, and follows changes of the directory.
package struct Pulls: Sendable {
    /// The most relays that are pulled from at a time: each holds a connection, and other calls need some too.
    package static let most = 128
    /// How often the directory is looked at.
    private static let look: Duration = .seconds(5)

    private let context: RuntimeContext
    private let intake: Intake
    private let leases: Leases

    /// - Parameter intake: takes the requests as if the provider had sent them.
    package init(context: RuntimeContext, intake: Intake, leases: Leases) {
        self.context = context
        self.intake = intake
        self.leases = leases
    }

    /// Pulls until cancelled.
    package func run() async {
        let active = Lock<Set<ID>>([])
        let tooMany = Lock(false)
        await withDiscardingTaskGroup { group in
            repeat {
                guard let streamer = context.streamer else { continue }
                for id in wanted {
                    let isNew = active.withLock { $0.count < Self.most && $0.insert(id).inserted }
                    if !isNew, !active.withLock({ $0.contains(id) }),
                        tooMany.withLock({ told in
                            !told
                                && {
                                    told = true; return true
                                }()
                        })
                    {
                        context.log.error(
                            "There are more relays to pull from than a worker can; the rest is left out", ["most": "\(Self.most)"])
                    }
                    guard isNew else { continue }
                    group.addTask {
                        await Puller(integrationID: id, intake: intake, leases: leases, streamer: streamer, context: context).run()
                        active.withLock { _ = $0.remove(id) }
                    }
                }
            } while (try? await context.clock.sleep(until: context.clock.now() + Self.look)) != nil
        }
    }

    /// Integrations to pull for, in a stable order.
    private var wanted: [ID] {
        context.directory.integrations.values.filter { $0.isActive && $0.relay?.stream != nil }.map(\.id).sorted()
    }
}
