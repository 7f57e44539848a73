import Core
import Cryptography
import HTTPWire
import JSONKit

/// Makes calls to programs on this machine.
struct Web: Sendable {
    /// An answer whose body is JSON, or empty.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let json: JSON
    }

    private let caller: CurlCaller

    init(_ caller: CurlCaller) { self.caller = caller }

    /// The status of a GET; nil when nobody answers.
    func status(of url: String) async -> Int? {
        guard case .answered(let response) = await send(OutboundRequest(method: "GET", url: url)) else { return nil }
        return response.status
    }

    /// Gets or posts; with a `key` as basic authentication.
    /// - Throws: when there is no answer, or one other than 2xx.
    func call(_ method: String, _ url: String, key: (id: String, secret: String)? = nil, body: [UInt8] = []) async throws -> Answer {
        var headers = HTTPFields()
        if let key { headers.append("Authorization", "Basic \(Base64.encode(Array("\(key.id):\(key.secret)".utf8)))") }
        if !body.isEmpty { headers.append("Content-Type", "application/json") }
        let outcome = await send(OutboundRequest(method: method, url: url, headers: headers, body: body))
        try Task.checkCancellation()
        guard case .answered(let response) = outcome else { throw TourProblem("\(method) \(url) got no answer") }
        guard (200..<300).contains(response.status) else {
            throw TourProblem("\(method) \(url) was answered \(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        let json = response.body.isEmpty ? .missing : try JSONDocument.parse(response.body).root
        return Answer(status: response.status, headers: response.headers, json: json)
    }

    /// Ends all calls.
    func close() async { await caller.close() }

    private func send(_ request: OutboundRequest) async -> TransportOutcome {
        await caller.call(request, CallLimits(deadline: .seconds(10), trustedHost: true))
    }
}
