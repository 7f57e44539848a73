/// The command line of `parley-bench`.
struct Options {
    static let help = """
        Usage: parley-bench [--rows LIST] [--rounds N] [--requests N] [--replies N] [--stored N] [--folder PATH]

        Measures the worker against nginx on this machine and prints each figure with its bound. Nothing fails when a bound is missed.

          --rows LIST     which rows, by comma: intake, sending, latency, api, visitors, masking, growth, idle. Default: all
          --rounds N      rounds of nginx and worker in turn; medians are printed. Default: 5
          --requests N    webhooks per round. Default: 30000
          --replies N     replies that wait, and as many that are posted, in the row sending. Default: 40000
          --stored N      messages in the database that the row growth starts from, in a tenth as many conversations; ten million take
                          some minutes and about 8 GB while the row runs. Default: 10000000
          --folder PATH   where databases and logs go; made new. Default: .build/bench
          --help          this text

        """

    enum Row: String, CaseIterable {
        case intake, sending, latency, api, visitors, masking, growth, idle
    }

    var rows = Set(Row.allCases)
    var rounds = 5
    var requests = 30_000
    var replies = 40_000
    var stored = 10_000_000
    var folder = ".build/bench"
    var wantsHelp = false

    init(_ arguments: [String]) throws(BenchProblem) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--help" || option == "-h" {
                wantsHelp = true
                continue
            }
            guard let value = rest.popFirst() else { throw BenchProblem("\(option) needs a value, or is no option; see --help") }
            switch option {
            case "--rows": rows = try Self.rows(value)
            case "--rounds": rounds = try Self.number(value, option, in: 1...100)
            case "--requests": requests = try Self.number(value, option, in: 1000...90_000)
            case "--replies": replies = try Self.number(value, option, in: 1000...200_000)
            case "--stored": stored = try Self.number(value, option, in: 1000...100_000_000)
            case "--folder": folder = value
            default: throw BenchProblem("\(option) is no option; see --help")
            }
        }
    }

    private static func rows(_ text: String) throws(BenchProblem) -> Set<Row> {
        var rows: Set<Row> = []
        for word in text.split(separator: ",") {
            guard let row = Row(rawValue: String(word)) else {
                throw BenchProblem("--rows does not know \(word); there are \(Row.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            rows.insert(row)
        }
        return rows
    }

    private static func number(_ text: String, _ option: String, in range: ClosedRange<Int>) throws(BenchProblem) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw BenchProblem("\(option) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// Why nothing can be measured, in a sentence.
struct BenchProblem: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
