/// The gap before a group of digits.
struct Gap: Equatable {
    /// The separator that counts: punctuation before a line break before a space.
    var joint: Joint = .space
    /// No space or line break is in it.
    var isTight = false
    /// A line break is in it.
    var breaksLine = false

    /// Takes in one more separator.
    mutating func add(_ next: Joint) {
        switch next {
        case .space:
            isTight = false
        case .newline:
            isTight = false
            breaksLine = true
            if joint == .space { joint = .newline }
        case .dash, .dot, .slash, .underscore, .comma, .pipe, .middleDot, .plus:
            if joint == .space || joint == .newline { joint = next }
        }
    }
}

/// What has become of a group.
enum GroupState: UInt8 {
    /// Not part of anything yet.
    case free
    /// Touches something that forbids it to be part of a card.
    case blocked
    /// Beside mask characters: the rest of a card that was masked before.
    case remnant
    /// Part of an accepted card, or its expiry or security code.
    case taken
}

/// A row of digits with nothing visible between them.
struct DigitGroup {
    /// Byte offsets of the first digit and behind the last.
    var start = 0
    var end = 0
    /// The digits as a number; not kept up beyond nineteen.
    var number: UInt64 = 0
    /// How many digits; stays at twenty beyond.
    var count = 0
    /// What lies between this group and the one before it in the run.
    var gap = Gap()
    var state = GroupState.free

    mutating func append(_ digit: UInt8, end: Int) {
        if count < CardDigits.most { number = number * 10 + UInt64(digit) }
        count = min(count + 1, CardDigits.most + 1)
        self.end = end
    }
}

/// What stands beside a run of groups.
struct RunEdge {
    /// The character that touches the run, invisible ones and separators skipped; `position` is where it begins.
    var mark = Mark.other
    var position = -1
    /// Whether nothing, not even a separator, lies between.
    var touches = false
    /// How many mask characters in a row, if `mark` is one.
    var masks = 0
    /// The separator between, if it is a single one without space.
    var tightJoint: Joint?
}

/// Groups of digits with only separators between them, as many as are looked at together.
struct DigitRun {
    /// Longer runs are looked at piece by piece.
    static let capacity = 96
    /// How many groups may still matter to the next piece: a card of single digits and what stands beside it.
    static let overlap = 48

    /// Room for `capacity` groups, lent for one stretch of text. Not an array inside the run: reading one group copied them all.
    let groups: UnsafeMutablePointer<DigitGroup>
    var count = 0
    var left = RunEdge()
    var right = RunEdge()
    /// Groups of this run have been dropped on the left, so its first group is not its beginning.
    var continues = false

    init(groups: UnsafeMutablePointer<DigitGroup>) { self.groups = groups }

    mutating func append(_ group: DigitGroup) {
        groups[count] = group
        count += 1
    }

    /// Drops the groups before `index`.
    mutating func drop(before index: Int) {
        for position in index..<count { groups[position - index] = groups[position] }
        count -= index
        continues = true
        left = RunEdge()
    }
}
