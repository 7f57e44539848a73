import Core
import Cryptography
import HTTPWire
import JSONKit

/// Makes calls to programs on this machine.
final class Web: Sendable {
    /// An answer that came whole.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: [UInt8]

        /// The body as JSON; missing when it is none.
        var json: JSON { (try? JSONDocument.parse(body))?.root ?? .missing }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let caller: CurlCaller

    init() throws {
        var configuration = CurlConfiguration()
        configuration.connectionsPerHost = 256
        guard let caller = CurlCaller(configuration) else { throw Trouble("the HTTP client cannot be started") }
        self.caller = caller
    }

    /// Makes a call; nil when no whole answer came.
    func send(
        _ method: String, _ url: String, headers: HTTPFields = HTTPFields(), body: [UInt8] = [], within deadline: Duration = .seconds(10)
    ) async -> Answer? {
        var headers = headers
        if !body.isEmpty, headers["Content-Type"] == nil { headers.append("Content-Type", "application/json") }
        let limits = CallLimits(deadline: deadline, maximumBody: 64 << 20, trustedHost: true)
        let request = OutboundRequest(method: method, url: url, headers: headers, body: body)
        guard case .answered(let response) = await caller.call(request, limits) else { return nil }
        return Answer(status: response.status, headers: response.headers, body: response.body)
    }

    /// Makes a call that must be answered 2xx.
    func call(_ method: String, _ url: String, headers: HTTPFields = HTTPFields(), body: [UInt8] = []) async throws -> JSON {
        guard let answer = await send(method, url, headers: headers, body: body) else { throw Trouble("\(method) \(url) got no answer") }
        guard 200..<300 ~= answer.status else { throw Trouble("\(method) \(url) was answered \(answer.status): \(answer.text)") }
        return answer.json
    }

    /// Ends all calls.
    func close() async { await caller.close() }
}
