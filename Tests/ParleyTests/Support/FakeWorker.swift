import Core
import HTTPWire
import Operations

@testable import parley

/// Ids of the tests.
enum Sample {
    static let app = "0123456789abcdef01234567"
    static let otherApp = "0123456789abcdef01234568"
    static let integration = "aaaaaaaaaaaaaaaaaaaaaaaa"
    static let conversation = "bbbbbbbbbbbbbbbbbbbbbbbb"
    static let message = "cccccccccccccccccccccccc"
    static let entry = "dddddddddddddddddddddddd"
    static let letter = "eeeeeeeeeeeeeeeeeeeeeeee"
    static let key = "app_111111111111111111111111"
    static let secret = "do-not-show-this"
    static let start = Instant(milliseconds: 1_790_000_000_000)

    /// A configuration with one app.
    static func configuration(listen: String = "127.0.0.1:8080", apps: [String] = [app], keys: Bool = true) -> String {
        let list = apps.enumerated().map { number, app in
            let key = "app_\(String(repeating: "\(number + 1)", count: 24))"
            return "{ id: '\(app)', displayName: 'Acme \(number)', keys: [\(keys ? "{ id: '\(key)', secret: '\(secret)' }" : "")] }"
        }
        return "{ listen: '\(listen)', store: 'sqlite::memory:', sandbox: true, apps: [\(list.joined(separator: ", "))] }"
    }
}

/// Answers calls by method and path, and remembers them.
final class FakeWorker: HTTPCaller {
    struct Recorded: Sendable {
        var status = 200
        var headers = HTTPFields()
        var body = "{}"
    }

    private struct State {
        /// What is answered next; the last answer of a call is repeated.
        var answers: [String: [Recorded]]
        var requests: [OutboundRequest] = []
        var limits: [CallLimits] = []
    }

    private let state: Lock<State>

    /// - Parameter answers: by `METHOD path`, without the query.
    init(_ answers: [String: [Recorded]]) { state = Lock(State(answers: answers)) }

    /// Changes the answer to a call.
    func answer(_ call: String, _ answer: Recorded) { state.withLock { $0.answers[call] = [answer] } }

    var requests: [OutboundRequest] { state.withLock { $0.requests } }
    var limits: [CallLimits] { state.withLock { $0.limits } }

    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        state.withLock { state in
            state.requests.append(request)
            state.limits.append(limits)
            let path = request.url.dropFirst("http://".count).drop { $0 != "/" }.prefix { $0 != "?" }
            let name = "\(request.method) \(path)"
            guard let answers = state.answers[name], let answer = answers.first else {
                return .notSent(TransportFailure(.connect, detail: "Couldn't connect to server"))
            }
            if answers.count > 1 { state.answers[name]?.removeFirst() }
            return .answered(HTTPResponse(status: answer.status, headers: answer.headers, body: Array(answer.body.utf8)))
        }
    }
}

/// Runs a command and keeps what it prints.
struct CommandRun: Sendable {
    let code: ExitCode
    /// What went to standard output.
    let printed: String
    /// What went to standard error.
    let complained: String

    init<C: OperatorCommand>(
        _ command: C.Type, _ words: [String], _ caller: any HTTPCaller, configuration: String? = Sample.configuration(),
        files: [String: String] = [:]
    ) async throws {
        let (printed, complained) = (Lock(""), Lock(""))
        let time = Lock(Sample.start)
        let surroundings = Surroundings(
            environment: ConfigurationEnvironment(variables: [:]) { (path, _) throws(ConfigurationEnvironment.FileProblem) in
                guard let text = path == ConfigurationReader.standardPath ? configuration : files[path] else { throw .missing }
                return ConfigurationEnvironment.File(bytes: Array(text.utf8), mode: 0o600)
            },
            // Waiting turns the clock.
            clock: WallClock(read: { time.withLock { $0 } }, wait: { until in time.withLock { $0 = max($0, until) } }),
            makeCaller: { caller }, print: { text in printed.withLock { $0 += text + "\n" } },
            complain: { text in complained.withLock { $0 += text + "\n" } })
        code = try await C.run(Arguments(words, options: C.options, flags: C.flags), surroundings)
        self.printed = printed.withLock { $0 }
        self.complained = complained.withLock { $0 }
    }
}

extension FakeWorker {
    static let own = "/parley/v1/apps/\(Sample.app)"
    static let shared = "/v2/apps/\(Sample.app)"

    /// A worker that gives one answer to one call.
    convenience init(_ call: String, status: Int = 200, _ body: String) { self.init([call: [Recorded(status: status, body: body)]]) }
}
