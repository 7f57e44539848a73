import Core

/// How many files may be sent: each is whole in memory until it is kept, so that what begins is bounded per visitor, per network and in
/// all.
final class UploadLimits: Sendable {
    private let perVisitor = VisitorLimits(Capabilities.Pace(every: .seconds(6), burst: 10))
    private let perNetwork = VisitorLimits(Capabilities.Pace(every: .seconds(1), burst: 40))
    private let all = VisitorLimits(Capabilities.Pace(every: .milliseconds(200), burst: 50))

    /// Takes a place. Nil when there was one; else how long to wait.
    func take(visitor: String, network: String, now: Instant) -> Duration? {
        perVisitor.take(visitor, now: now) ?? perNetwork.take(network, now: now) ?? all.take("", now: now)
    }
}
