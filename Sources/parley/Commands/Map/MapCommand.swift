import ConnectorKit
import Core
import Glibc
import JSONKit
import Operations
import Runtime

/// `parley map`: what a channel makes of a webhook, and what it would send, without a worker and without a call.
enum MapCommand: Command {
    static let name = "map"
    static let summary = "Show what an integration makes of a webhook's body, or the body of a reply."
    static let synopsis = "INTEGRATION [options] < BODY"
    static let help = """
          --config FILE   the configuration (default \(ConfigurationReader.standardPath))
          --send TEXT     show what would be sent for this text instead; nothing is read
          --to ADDRESS    the customer's address, with --send

        Reads a webhook's body from standard input and says which events it gives, with card numbers masked as in the worker. The signature
        is not checked. Works offline and changes nothing: for trying a mapping while it is written. Ends with 1 when the body cannot be
        read, or holds something that the mapping has no rule for.
        """
    static let options: Set<String> = ["config", "send", "to"]

    /// The largest body that is read.
    private static let bodyLimit = 64 << 20

    static func run(_ arguments: Arguments) async throws(Arguments.Problem) -> ExitCode {
        guard arguments.words.count == 1, let id = ID(arguments.words[0]) else {
            throw Arguments.Problem(text: "the id of one integration of the configuration must be named")
        }
        let configuration: WorkerConfiguration
        do { configuration = try ConfigurationFile.read(arguments, variables: Environment.variables) } catch {
            Terminal.error("\(error)")
            return .configuration
        }
        guard let integration = configuration.apps.flatMap(\.integrations).first(where: { $0.id == id }) else {
            throw Arguments.Problem(text: "the configuration has no integration \(id)")
        }
        if let text = arguments["send"] {
            guard let address = arguments["to"] else { throw Arguments.Problem(text: "--send needs --to, the customer's address") }
            return send(text, to: address, integration)
        }
        guard let body = standardInput() else {
            Terminal.error("parley map: standard input cannot be read, or holds more than 64 MB")
            return .failed
        }
        return map(body, integration)
    }

    // MARK: Inbound

    static func map(_ body: [UInt8], _ integration: IntegrationConfiguration) -> ExitCode {
        guard let payload = payload(body, integration) else {
            Terminal.error("parley map: the body is not JSON; the worker would keep it in quarantine if it is signed")
            return .failed
        }
        do throws(ParseProblem) {
            switch try integration.channel.parse(payload) {
            case .handshake(let answer):
                Terminal.print("A check of the address. The answer: \(PlainText.line(String(decoding: answer.body, as: UTF8.self)))")
                return .ok
            case .events(let events, _):
                if events.isEmpty { Terminal.print("No events.") }
                for (number, event) in events.enumerated() { EventText(event).lines(number + 1).forEach(Terminal.print) }
                return events.contains(where: \.isUnknown) ? .failed : .ok
            }
        } catch {
            Terminal.error("parley map: \(PlainText.line(error.reason)); the worker would keep it in quarantine if it is signed")
            return .failed
        }
    }

    private static func payload(_ body: [UInt8], _ integration: IntegrationConfiguration) -> Payload? {
        let masker = PayloadMasker(
            CardMasking(metrics: Metrics()), identifiers: integration.channel.identifiers ?? integration.registration.identifiers)
        let request = HTTPRequest(method: "POST", path: "/webhooks/\(integration.id)", body: body)
        let now = WallClock.system.now()
        switch integration.registration.payload {
        case .form:
            let fields = FormDecoding.fields(body)
            return Payload(request: request, body: .form(masker.masked(fields) ?? fields), receivedAt: now)
        case .json:
            guard let document = try? JSONDocument.parse(body) else { return nil }
            let masked = masker.masked(document.root).flatMap { try? JSONDocument.parse($0) } ?? document
            return Payload(request: request, body: .json(masked.root), receivedAt: now)
        }
    }

    private static func standardInput() -> [UInt8]? {
        var body: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(0, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 || body.count > bodyLimit { return nil }
            if count == 0 { return body }
            body += piece[..<count]
        }
    }

    // MARK: Outbound

    /// Prints the bodies only: addresses and header fields of some providers hold secrets.
    static func send(_ text: String, to address: String, _ integration: IntegrationConfiguration) -> ExitCode {
        let message = OutboundMessage(id: .first, recipient: address, content: .text(TextContent(text)))
        var receipts: [StepReceipt] = []
        do throws(Failure) {
            while let step = try integration.channel.render(message, after: receipts, correlation: "correlation") {
                _ = Terminal.write(step.request.body + [UInt8(ascii: "\n")], to: 1)
                receipts.append(StepReceipt(index: receipts.count, purpose: step.purpose, externalID: "\(receipts.count)"))
            }
            return .ok
        } catch {
            Terminal.error("parley map: the message cannot be sent: \(error.code.rawValue) \(PlainText.line(error.detail ?? ""))")
            return .failed
        }
    }
}

extension InboundEvent {
    /// Whether the mapping has no rule for it.
    fileprivate var isUnknown: Bool {
        if case .unknown = body { true } else { false }
    }
}
