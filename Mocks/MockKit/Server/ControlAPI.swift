package import Core
import JSONKit

/// The control API: what tests, benchmarks and people use to drive the mocks.
struct ControlAPI: Sendable {
    let mocks: [any Mock]
    let hanging: HangingRequests

    /// Answers a request under `/_mock`.
    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        let parts = request.path.split(separator: "/").dropFirst().map { String($0) }
        do throws(ControlProblem) {
            guard let first = parts.first else { return .json(200, overview()) }
            if first == "healthz" { return .json(200, Array(#"{"status":"ok"}"#.utf8)) }
            guard let mock = mocks.first(where: { $0.name == first }), parts.count == 2 else {
                throw ControlProblem(404, "There is no such control path; GET /_mock/ lists the mocks.")
            }
            return .json(200, try await call(parts[1], of: mock, request))
        } catch {
            return .json(error.status, error.description)
        }
    }

    private func overview() -> [UInt8] {
        JSONWriter.object { json in
            json.array("mocks") { json in
                for mock in mocks {
                    json.object { json in
                        json.field("name", mock.name)
                        json.field("prefix", mock.prefix)
                    }
                }
            }
        }
    }

    private func call(_ name: String, of mock: any Mock, _ request: HTTPRequest) async throws(ControlProblem) -> [UInt8] {
        switch (request.method, name) {
        case ("GET", "ledger"):
            let page = Page(request)
            return mock.desk.ledger.page(after: page.after, limit: page.limit, all: page.all)
        case ("DELETE", "ledger"): mock.desk.ledger.removeAll()
        case ("GET", "webhooks"):
            let page = Page(request)
            return mock.desk.webhooks.page(after: page.after, limit: page.limit, pending: mock.desk.sender.pending)
        case ("DELETE", "webhooks"): mock.desk.webhooks.removeAll()
        case ("GET", "faults"): return mock.desk.faults.page()
        case ("POST", "faults"):
            try mock.desk.faults.add(Self.rules(try Self.json(request)))
            return mock.desk.faults.page()
        case ("DELETE", "faults"):
            mock.desk.faults.removeAll()
            hanging.cutAll()
        case ("POST", "configure"): return try await mock.configure(Self.json(request))
        case ("POST", "inbound"): return try await mock.inbound(Self.json(request))
        case ("POST", _): return try await mock.control(name, Self.json(request))
        default: throw ControlProblem(405, "\(request.method) \(name) is not a control call.")
        }
        return Array("{}".utf8)
    }

    /// Which part of a list is asked for.
    private struct Page {
        let after: Int
        let limit: Int
        let all: Bool

        init(_ request: HTTPRequest) {
            let query = QueryItems(request.query)
            after = max(0, query["after"].flatMap { Int($0) } ?? 0)
            limit = max(0, query["limit"].flatMap { Int($0) } ?? 1000)
            all = query["all"] == "1" || query["all"] == "true"
        }
    }

    private static func json(_ request: HTTPRequest) throws(ControlProblem) -> JSON {
        if request.body.isEmpty { return .missing }
        do throws(JSONError) {
            return try JSONDocument.parse(request.body).root
        } catch {
            throw ControlProblem(400, "The body is not usable: \(error.description).")
        }
    }

    private static func rules(_ json: JSON) throws(ControlProblem) -> [FaultRule] {
        let list = json["rules"].exists ? json["rules"] : json
        guard list.kind == .array else { return [try FaultRule(list)] }
        var rules: [FaultRule] = []
        for rule in list.array { rules.append(try FaultRule(rule)) }
        return rules
    }
}

extension HTTPResponse {
    /// An answer with a JSON body.
    package static func json(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: HTTPFields(["Content-Type": "application/json; charset=UTF-8"]), body: body)
    }

    /// A control call's error.
    static func json(_ status: Int, _ problem: String) -> HTTPResponse {
        json(status, JSONWriter.object { $0.field("error", problem) })
    }
}
