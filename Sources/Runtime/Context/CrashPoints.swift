/// Named places at which a test can end the process, to show that nothing is lost or doubled there.
package struct CrashPoints: Sendable {
    /// The places, in the order in which a message passes them.
    package enum Point: String, Hashable, Sendable, CaseIterable {
        /// A provider's request is read, nothing is stored.
        case beforeJournal
        /// The request is on disk, the provider has no answer.
        case afterJournal
        /// An entry is about to be applied.
        case beforeApply
        /// Its effects are on disk.
        case afterApply
        /// A send is decided, its intent not stored.
        case beforeIntent
        /// The intent is on disk, nothing has left.
        case afterIntent
        /// The provider's answer is here, nothing of it is stored.
        case afterResponse
        /// The receipt is on disk.
        case afterReceipt
        /// A customer's file is here, which is not stored.
        case afterFetch
        /// A mail is about to leave, which is on disk.
        case beforeMail
        /// An event was delivered to the help desk, which is not stored yet.
        case beforeAcknowledge
        /// It is stored.
        case afterAcknowledge
    }

    private let hit: (@Sendable (Point) -> Void)?

    /// Without `hit`, no place does anything.
    package init(_ hit: (@Sendable (Point) -> Void)? = nil) { self.hit = hit }

    /// Says that the process is at `point`.
    package func pass(_ point: Point) { hit?(point) }
}
