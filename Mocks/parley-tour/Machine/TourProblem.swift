/// What went wrong, in a sentence for the person who watches.
struct TourProblem: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
