package import Core
package import Store
package import Wire

/// What every part of the runtime is handed: the outside world as values.
package struct RuntimeContext: Sendable {
    package var store: any Store
    /// Makes calls to providers and help desks.
    package var caller: any HTTPCaller
    /// Makes calls whose answers go on; nil for a worker that pulls from no relay.
    package var streamer: (any HTTPStreamer)?
    package var clock: WallClock
    package var ids: IDSource
    package var masking: any Masking
    package var metrics: Metrics
    package var log: Log
    package var crashPoints: CrashPoints
    package var settings: RuntimeSettings
    /// How the sends of each account fare.
    package let health = ChannelHealth()
    /// What the business has lately posted in digits.
    let postedCards = SplitCards()
    /// Where files of messages are kept; nil for a worker that keeps none.
    package var media: MediaVault?
    /// The templates of all channels, as last read.
    package let templates = TemplateBook()
    private let directoryBox: Lock<Directory>
    private let switchboardBox = Lock<[ID: Switchboard]>([:])

    /// Who is served now. Take it once per piece of work.
    package var directory: Directory { directoryBox.withLock { $0 } }

    /// Replaces who is served.
    package func replaceDirectory(_ directory: Directory) { directoryBox.withLock { $0 = directory } }

    /// The switchboard of an app, if it has one.
    package func switchboard(of app: ID) -> Switchboard? { switchboardBox.withLock { $0[app] } }

    /// Replaces the switchboard of an app, unless a later change of it is here already.
    package func replaceSwitchboard(of app: ID, with switchboard: Switchboard?) {
        switchboardBox.withLock { known in
            if let old = known[app], let switchboard, old.id == switchboard.id, old.version > switchboard.version { return }
            known[app] = switchboard
        }
    }

    /// Puts the outside world together.
    package init(
        store: any Store, caller: any HTTPCaller, clock: WallClock, ids: IDSource, masking: any Masking, metrics: Metrics = Metrics(),
        log: Log = .silent, crashPoints: CrashPoints = CrashPoints(), settings: RuntimeSettings = RuntimeSettings(),
        media: MediaVault? = nil, streamer: (any HTTPStreamer)? = nil,
        directory: Directory
    ) {
        self.store = store
        self.caller = caller
        self.streamer = streamer
        self.clock = clock
        self.ids = ids
        self.masking = masking
        self.metrics = metrics
        self.log = log
        self.crashPoints = crashPoints
        self.settings = settings
        self.media = media
        directoryBox = Lock(directory)
    }
}

/// The runtime's bounds and times.
package struct RuntimeSettings: Hashable, Sendable {
    /// Largest body of a provider's request, in bytes. Meta sends up to 3 MB.
    package var webhookBodyLimit = 4 << 20
    /// Journal entries that may wait for their effect before new requests are answered 503.
    package var inboundBacklogLimit = 100_000
    /// Entries read and applied one after the other.
    package var applyBatch = 256
    /// Entries applied in one transaction while requests that come in go first.
    package var applyPiece = PieceSize(besideOthers: 4, alone: 64)
    /// The same once half of `inboundBacklogLimit` wait.
    package var applyPieceBehind = PieceSize(besideOthers: 128, alone: 128)
    /// Jobs held in memory per queue and group.
    package var jobsInMemory = 1024
    /// Jobs held in memory per lane.
    package var jobsPerLane = 32
    /// Calls at once per group: the bulkhead.
    package var concurrencyPerGroup = 128
    /// How long a provider has to answer a send. An answer that is not there by then is an unknown outcome.
    package var sendDeadline: Duration = .seconds(13)
    /// How long a conversation waits for a status that settles an unknown outcome.
    package var unknownOutcomeWait: Duration = .seconds(60)
    /// How long a help desk has to answer.
    package var webhookDeadline: Duration = .seconds(20)
    /// The life of a message that no window ends.
    package var messageLife: Duration = .hours(24)
    /// How long before its end a window counts as closed.
    package var windowMargin: Duration = .minutes(1)
    /// How long a lease lasts without renewal, and how often it is renewed.
    package var leaseLife: Duration = .seconds(30)
    package var leaseRenewal: Duration = .seconds(10)
    /// How long journal, events and external ids without resource are kept.
    package var retention: Duration = .hours(24 * 30)

    /// The defaults.
    package init() {}
}
