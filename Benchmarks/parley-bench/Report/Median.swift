extension [Double] {
    /// The middle value; of an even number of values the lower of both. Zero when empty.
    var median: Double { quantile(0.5) }

    /// The value that `share` of all values do not exceed. Zero when empty.
    func quantile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        let rank = Int((share * Double(count)).rounded(.up)) - 1
        return sorted()[Swift.min(Swift.max(rank, 0), count - 1)]
    }
}
