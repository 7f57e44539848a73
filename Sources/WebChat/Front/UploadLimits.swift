import Core

/// How many files may be sent: each is whole in memory until it is kept, so that what begins is bounded per visitor, per address and in all.
final class UploadLimits: Sendable {
    private let perVisitor = VisitorLimits(VisitorLimits.Pace(burst: 10, interval: .seconds(6)))
    private let perAddress = VisitorLimits(VisitorLimits.Pace(burst: 40, interval: .seconds(1)))
    private let all = VisitorLimits(VisitorLimits.Pace(burst: 50, interval: .milliseconds(200)))

    /// Takes a place. Nil when there was one; else how long to wait.
    func take(visitor: String, address: String, now: Instant) -> Duration? {
        perVisitor.take(visitor, now: now) ?? perAddress.take(address, now: now) ?? all.take("", now: now)
    }
}
