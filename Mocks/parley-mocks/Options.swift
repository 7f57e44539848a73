import HTTPWire

/// The command line of `parley-mocks`.
struct Options {
    static let help = """
        Usage: parley-mocks [--listen HOST:PORT] [--config FILE]

        Serves the mock providers on one port, each under its path (/graph for WhatsApp, /telegram, /twilio, /beacon for a
        made-up one, /relay for webhook relays; GET /mail tells the port of a mail server), with a control API under /_mock/.

          --listen HOST:PORT  where to listen; port 0 takes a free one. Default: 127.0.0.1:9001
          --config FILE       a JSON object with the settings of each mock by name: {"whatsapp": {"callbackURL": "http://…"}}
          --help              this text

        Prints the base URL of each mock. SIGTERM and SIGINT stop it.

        """

    var listen = ListenAddress.tcp(host: "127.0.0.1", port: 9001)
    var configuration: String?
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
            case "--listen":
                guard let text = rest.popFirst(), let address = ListenAddress(text), case .tcp = address else {
                    throw Problem(text: "--listen needs HOST:PORT, such as 127.0.0.1:9001")
                }
                listen = address
            case "--config":
                guard let path = rest.popFirst() else { throw Problem(text: "--config needs the path of a file") }
                configuration = path
            default: throw Problem(text: "\(option) is not an option; see --help")
            }
        }
    }
}
