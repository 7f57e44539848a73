import Core
import Cryptography
import JSONKit

/// Calls the running worker as one key of one app.
struct WorkerClient: Sendable {
    let address: WorkerAddress
    let app: ID
    private let authorization: Secret
    private let caller: any HTTPCaller

    init(_ access: WorkerAccess, _ caller: any HTTPCaller) {
        address = access.address
        app = access.app
        let credentials = Array("\(access.keyID):".utf8) + access.secret.revealBytes()
        authorization = Secret("Basic \(Base64.encode(credentials))")
        self.caller = caller
    }

    /// The path of Parley's own calls for the app.
    var own: String { "/parley/v1/apps/\(app)" }

    /// The path of the calls that Sunshine Conversations has too.
    var shared: String { "/v2/apps/\(app)" }

    /// Makes a call that must succeed.
    func call(_ method: String, _ path: String, query: [(String, String)] = [], body: [UInt8] = []) async throws(WorkerProblem)
        -> WorkerAnswer
    {
        let answer = try await ask(method, path, query: query, body: body)
        guard (200..<300).contains(answer.status) else { throw WorkerProblem(refusal: answer) }
        return answer
    }

    /// Makes a call and gives whatever is answered.
    func ask(_ method: String, _ path: String, query: [(String, String)] = [], body: [UInt8] = []) async throws(WorkerProblem)
        -> WorkerAnswer
    {
        var request = OutboundRequest(method: method, url: address.base + path + Self.text(query), body: body)
        request.headers["Authorization"] = authorization.revealText()
        if !body.isEmpty { request.headers["Content-Type"] = "application/json" }
        // The address was named by whoever runs the command.
        let limits = CallLimits(deadline: .seconds(15), maximumBody: 32 << 20, trustedHost: true, unixSocket: address.unixSocket)
        switch await caller.call(request, limits) {
        case .answered(let response): return WorkerAnswer(response)
        case .notSent(let failure): throw WorkerProblem(notReached: address, failure)
        case .maybeSent(let failure): throw WorkerProblem(noAnswerFrom: address, failure, changes: method != "GET")
        }
    }

    private static func text(_ query: [(String, String)]) -> String {
        guard !query.isEmpty else { return "" }
        return "?" + query.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { out, byte in
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
                out.append(character)
            } else {
                out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}

/// What the worker answered.
struct WorkerAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    /// The body as it came.
    let text: String
    /// The body as JSON; missing when it is none.
    let root: JSON

    init(_ response: HTTPResponse) {
        status = response.status
        headers = response.headers
        text = String(decoding: response.body, as: UTF8.self)
        // Deeper than usual: a journal entry holds a payload that may itself be as deep as is taken.
        root = (try? JSONDocument.parse(response.body, limits: JSONLimits(depth: 128, bytes: 32 << 20)))?.root ?? .missing
    }
}

/// Why the worker did not do it, as a plain sentence.
struct WorkerProblem: Error, Hashable, Sendable {
    let text: String
    /// The code of the refusal, such as `journal_not_found`; nil when none came.
    let code: String?

    init(_ text: String, code: String? = nil) {
        self.text = text
        self.code = code
    }

    /// No request reached the worker.
    init(notReached address: WorkerAddress, _ failure: TransportFailure) {
        self.init("the worker does not answer at \(address.text)\(Self.brackets(failure)); is it running? --address names another place")
    }

    /// The request may have reached the worker, and no answer came.
    init(noAnswerFrom address: WorkerAddress, _ failure: TransportFailure, changes: Bool) {
        let rest = changes ? "; the call may have been carried out, so look before you repeat it" : ""
        self.init("the worker at \(address.text) took the call and did not answer\(Self.brackets(failure))\(rest)")
    }

    /// The worker answered with a refusal.
    init(refusal answer: WorkerAnswer) {
        let error = answer.root["errors"][0]
        let title = error["title"].string ?? "no reason given; is this Parley?"
        let hint = answer.status == 401 ? " Another key: --key-id and --key-secret-file." : ""
        self.init("the worker refuses (\(answer.status)): \(title)\(hint)", code: error["code"].string)
    }

    private static func brackets(_ failure: TransportFailure) -> String { failure.detail.isEmpty ? "" : " (\(failure.detail))" }
}
