/// Decides when work that can wait gets the writer although others wait. A value without effects; times come in.
///
/// It goes as soon as nobody else waits, and otherwise once the others have had as much of the writer's time as its own last turn took:
/// so it is never more than one turn late for the others, and never has less than half of the writer's time.
struct TurnTaking: Hashable, Sendable {
    /// Time that the others have had since the last turn, in nanoseconds.
    private var others: Int64 = 0
    /// What the last turn took.
    private var last: Int64 = 0

    init() {}

    /// Whether the work that can wait goes next.
    func isTurn(othersWait: Bool) -> Bool { !othersWait || others >= last }

    /// The others were served while work that can wait was there.
    mutating func othersWereServed(for nanoseconds: Int64) { others += nanoseconds }

    /// The work that can wait had its turn.
    mutating func turnWasTaken(for nanoseconds: Int64) {
        last = nanoseconds
        others = 0
    }
}
