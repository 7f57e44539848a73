package import Core

/// The templates of all integrations, in memory: what the send path asks. Kept up to date by `TemplateSync`.
package final class TemplateBook: Sendable {
    /// What is known of a template's name and language.
    package enum Finding: Hashable, Sendable {
        /// The list has never been read: nothing can be said.
        case unread
        case found(MessageTemplate)
        /// The list does not hold it; the languages are those that the name exists in.
        case missing(languages: [String])
    }

    /// How the reading of a list stands, for people.
    package struct Standing: Hashable, Sendable {
        /// Templates in the list; nil before the first reading.
        package var count: Int?
        /// When the list was last read whole.
        package var readAt: Instant?
        /// Why the latest try failed; nil when it succeeded.
        package var problem: Failure?
    }

    /// Who asks for a reading, and how soon after the latest one it may be.
    package enum Occasion: Hashable, Sendable {
        /// A send names a template that is not in the list, or the provider refused one that is.
        case doubt
        /// The provider told of a change.
        case notice
        /// A person asks.
        case person

        fileprivate var gap: Duration {
            switch self {
            case .doubt: .minutes(1)
            case .notice: .seconds(10)
            case .person: .seconds(5)
            }
        }
    }

    private struct Shelf {
        var list: TemplateList?
        var standing = Standing()
        var triedAt: Instant?
        var wantedAt: Instant?
        var isBeingRead = false
        /// Readings that failed since the latest one that did not.
        var failures = 0
        /// Rings the reader; nil while nobody reads.
        var reader: Bell?
        var waiters: [Bell] = []
    }

    private let shelves = Lock<[ID: Shelf]>([:])

    /// An empty book.
    package init() {}

    // MARK: Asking

    /// What is known of a template.
    package func find(_ name: String, language: String, integration: ID) -> Finding {
        guard let list = list(of: integration) else { return .unread }
        if let template = list[name, language] { return .found(template) }
        return .missing(languages: list.languages(of: name))
    }

    /// The list as last read; nil before the first reading.
    package func list(of integration: ID) -> TemplateList? { shelves.withLock { $0[integration]?.list } }

    /// How the reading stands.
    package func standing(of integration: ID) -> Standing { shelves.withLock { $0[integration]?.standing ?? Standing() } }

    /// Asks for a reading. True when one is under way or begins now: then `untilRead` is worth waiting for. False when it comes too soon
    /// after the latest one for its occasion, or when nobody reads; what a notice or a person asks for is done as soon as it may be.
    @discardableResult
    package func ask(_ integration: ID, _ occasion: Occasion, now: Instant) -> Bool {
        let (reader, isNow): (Bell?, Bool) = shelves.withLock { shelves in
            guard var shelf = shelves[integration], let reader = shelf.reader else { return (nil, false) }
            // A worker that has just started may be ahead of its provider: the first send waits for another try.
            let isEager = shelf.list == nil && shelf.failures < Self.eagerTries
            let earliest = shelf.triedAt.map { $0 + (isEager ? Self.eagerGap : occasion.gap) } ?? now
            if occasion == .doubt, shelf.isBeingRead { return (nil, true) }
            if occasion == .doubt, !isEager, earliest > now { return (nil, false) }
            shelf.wantedAt = min(shelf.wantedAt ?? .distantFuture, max(earliest, now))
            shelves[integration] = shelf
            return (reader, isEager || earliest <= now)
        }
        reader?.ring()
        return isNow
    }

    /// Waits until a reading ends that is under way or was just asked for; not past `time`.
    func untilRead(_ integration: ID, by time: Instant, _ clock: WallClock) async {
        let bell = Bell()
        let isAttended = shelves.withLock { shelves in
            guard shelves[integration]?.reader != nil, shelves[integration]?.waiters.count ?? 0 < Self.waiterLimit else { return false }
            shelves[integration]?.waiters.append(bell)
            return true
        }
        if isAttended { await bell.wait(until: time, clock) }
    }

    private static let eagerTries = 3
    private static let eagerGap: Duration = .milliseconds(500)

    /// More do not wait: they go by what is known.
    private static let waiterLimit = 256

    // MARK: The reader's side

    /// A reader begins; the bell rings when somebody asks.
    func attend(_ integration: ID) -> Bell {
        let bell = Bell()
        shelves.withLock { $0[integration, default: Shelf()].reader = bell }
        return bell
    }

    /// The reader ends.
    func leave(_ integration: ID) {
        release(
            shelves.withLock { shelves in
                shelves[integration]?.reader = nil
                return Self.takeWaiters(&shelves[integration])
            })
    }

    /// When the next reading was asked for; nil when it was not.
    func wanted(_ integration: ID) -> Instant? { shelves.withLock { $0[integration]?.wantedAt } }

    /// A reading begins: what was asked for until now is being done.
    func begin(_ integration: ID) {
        shelves.withLock { shelves in
            shelves[integration]?.wantedAt = nil
            shelves[integration]?.isBeingRead = true
        }
    }

    /// A reading succeeded, or the list came from the store.
    func adopt(_ list: TemplateList, readAt: Instant, triedAt: Instant?, _ integration: ID) {
        release(
            shelves.withLock { shelves in
                var shelf = shelves[integration] ?? Shelf()
                shelf.list = list
                shelf.standing = Standing(count: list.templates.count, readAt: readAt, problem: nil)
                shelf.triedAt = triedAt ?? shelf.triedAt
                if triedAt != nil {
                    shelf.isBeingRead = false
                    shelf.failures = 0
                }
                shelves[integration] = shelf
                return triedAt == nil ? [] : Self.takeWaiters(&shelves[integration])
            })
    }

    /// A reading failed. The list stays as it was.
    func fail(_ problem: Failure, at now: Instant, _ integration: ID) {
        release(
            shelves.withLock { shelves in
                shelves[integration, default: Shelf()].standing.problem = problem
                shelves[integration]?.triedAt = now
                shelves[integration]?.isBeingRead = false
                shelves[integration]?.failures += 1
                return Self.takeWaiters(&shelves[integration])
            })
    }

    /// Applies a notice of the provider at once. Returns the template as it is now; nil when nothing changes.
    func apply(_ notice: TemplateNotice, _ integration: ID) -> MessageTemplate? {
        shelves.withLock { shelves in
            guard let list = shelves[integration]?.list?.applying(notice) else { return nil }
            shelves[integration]?.list = list
            return list[notice.name, notice.language]
        }
    }

    private static func takeWaiters(_ shelf: inout Shelf?) -> [Bell] {
        let waiters = shelf?.waiters ?? []
        shelf?.waiters = []
        return waiters
    }

    private func release(_ waiters: [Bell]) {
        for waiter in waiters { waiter.ring() }
    }
}
