/// The command line of `parley-tour`.
struct Options {
    static let help = """
        Usage: parley-tour [--once] [--state FOLDER]

        Starts the worker and the mock providers that lie beside this program, plays a conversation between a customer, the worker and a
        help desk, and stays up until Ctrl-C.

          --once          end after the tour: 0 when all went as it should, else 1
          --state FOLDER  where configuration, database and logs go; emptied of an earlier database first. Default: .sandbox
          --help          this text

        """

    var once = false
    var state = ".sandbox"
    var wantsHelp = false

    /// Why the command line cannot be used.
    struct Problem: Error {
        let text: String
    }

    init(_ arguments: [String]) throws(Problem) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--help", "-h": wantsHelp = true
            case "--once": once = true
            case "--state":
                guard let folder = rest.popFirst(), !folder.isEmpty else { throw Problem(text: "--state needs the path of a folder") }
                state = folder
            default: throw Problem(text: "\(option) is not an option; see --help")
            }
        }
    }
}
