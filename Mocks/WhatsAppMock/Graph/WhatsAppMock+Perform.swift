import Core
import JSONKit
import MockKit

extension WhatsAppMock {
    /// Leads a request to its endpoint.
    func perform(_ http: HTTPRequest, later code: Int?, _ now: Instant) throws(GraphProblem) -> GraphResult {
        if http.path.hasPrefix(prefix + MediaEndpoint.downloadPath) {
            return try MediaEndpoint.download(http, state, now)
        }
        let request = try GraphRequest(http, prefix: prefix)
        guard let token = request.token else { throw .noToken }
        guard let first = request.parts.first.map({ String($0) }), request.parts.count <= 2 else { throw .unknownPath(http.path) }
        let edge = request.parts.count == 2 ? String(request.parts[1]) : ""
        let access = try access(to: first, token, http.method, now)
        switch (http.method, edge, access) {
        case ("POST", "messages", .number(let id)): return try messages(request, id, later: code, now)
        case ("POST", "media", .number(let id)): return try MediaEndpoint.upload(http, to: id, state, now)
        case ("GET", "", .number(let id)): return try number(id)
        case ("GET", "", .media(let id)): return try MediaEndpoint.describe(id, state, origin: origin.withLock { $0 } + prefix, now)
        case ("DELETE", "", .media(let id)):
            state.withLock { _ = $0.media.remove(id) }
            return .success
        case ("GET", "message_templates", .account): return try TemplateEndpoint.list(http, state)
        case ("POST", "subscribed_apps", .account): return .success
        default: throw .unknownObject(first, method: http.method)
        }
    }

    /// What an id is to a token.
    private enum Access {
        case number(String)
        case account
        case media(String)
    }

    private func access(to id: String, _ token: String, _ method: String, _ now: Instant) throws(GraphProblem) -> Access {
        let access: Result<Access, GraphProblem> = state.withLock { state in
            if let number = state.numbers[id], number.token == token { return .success(.number(id)) }
            let own = state.numbers.values.filter { $0.token == token }
            if own.isEmpty { return .failure(.badToken) }
            if own.contains(where: { $0.accountID == id }) { return .success(.account) }
            if let file = state.media.file(id, at: now), own.contains(where: { $0.id == file.numberID }) { return .success(.media(id)) }
            return .failure(.unknownObject(id, method: method))
        }
        return try access.get()
    }

    private func number(_ id: String) throws(GraphProblem) -> GraphResult {
        guard let number = state.withLock({ $0.numbers[id] }) else { throw .unknownObject(id, method: "GET") }
        let body = JSONWriter.object { json in
            json.field("id", id)
            json.field("display_phone_number", number.display)
            json.field("verified_name", number.name)
            json.field("quality_rating", "GREEN")
            json.field("name_status", "APPROVED")
            json.field("status", "CONNECTED")
            json.object("throughput") { $0.field("level", "STANDARD") }
            json.field("whatsapp_business_manager_messaging_limit", "TIER_10K")
        }
        return GraphResult(body: body)
    }
}
