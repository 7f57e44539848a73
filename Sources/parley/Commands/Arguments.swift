/// Options and words of a command line, read by the rules of one command.
struct Arguments: Sendable {
    /// `--name value` or `--name=value` by name.
    private(set) var values: [String: String] = [:]
    /// `--name` alone.
    private(set) var flags: Set<String> = []
    /// What is no option, in order.
    private(set) var words: [String] = []

    /// Why a command line is not understood.
    struct Problem: Error, Sendable {
        var text: String
    }

    /// - Parameters:
    ///   - options: names of options that take a value.
    ///   - flags: names of options that take none; `--help` is always one.
    init(_ arguments: [String], options: Set<String>, flags known: Set<String> = []) throws(Problem) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument != "--" else {
                words.append(argument)
                continue
            }
            let pair = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = pair[0]
            if known.contains(name) || name == "help" {
                guard pair.count == 1 else { throw Problem(text: "--\(name) takes no value") }
                flags.insert(name)
            } else if options.contains(name) {
                guard let value = pair.count == 2 ? pair[1] : rest.popFirst() else { throw Problem(text: "--\(name) needs a value") }
                values[name] = value
            } else {
                throw Problem(text: "--\(name) is not known here")
            }
        }
    }

    /// The value of an option, nil if it was not given.
    subscript(option: String) -> String? { values[option] }
}
