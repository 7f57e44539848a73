package import Core

/// What the window of one customer at one account is computed from. It belongs to the client: every conversation that leads there has it.
package struct ClientWindow: Hashable, Sendable {
    /// Provider's time of the latest doing of the customer that counts. Never goes back.
    package var openedAt: Instant?
    /// When something has to be told of the window; nil while nothing has. Not after the right time: a window that has moved on is looked
    /// at once too often.
    package var noticeAt: Instant?
    /// `openedAt` of the window whose coming end was told.
    package var closingToldFor: Instant?
    /// Provider's time of the latest message that an advertisement brought.
    package var referredAt: Instant?
    /// Until when messages are free because of that advertisement.
    package var freeUntil: Instant?

    /// Makes a window.
    package init(
        openedAt: Instant? = nil, noticeAt: Instant? = nil, closingToldFor: Instant? = nil, referredAt: Instant? = nil,
        freeUntil: Instant? = nil
    ) {
        self.openedAt = openedAt
        self.noticeAt = noticeAt
        self.closingToldFor = closingToldFor
        self.referredAt = referredAt
        self.freeUntil = freeUntil
    }
}
