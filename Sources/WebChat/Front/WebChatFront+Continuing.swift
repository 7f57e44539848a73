import Core
import JSONKit
import Runtime
import Store
import WebChatConnector
import Wire

extension WebChatFront {
    /// Gives a visitor the way into another channel: a link with a code that is good once (Z12).
    func continueElsewhere(_ body: JSON, _ visitor: Visitor, _ place: Place, _ now: Instant, _ reply: Reply) throws(WebChatProblem) {
        let wanted = body["integrationId"].string.flatMap { ID($0) }
        guard let target = place.targets(context.directory).map(\.target).first(where: { $0.integrationID == wanted }) else {
            throw .bad("integrationId", "must be one of continueOn")
        }
        if let wait = perCode.take(visitor.address, now: now) { throw .tooMany(wait) }
        let reading = ThreadReading(app: place.integration.appID, integration: place.integration.id, address: visitor.address)
        let (context, code) = (context, ContinuationCode.random())
        Task {
            do {
                let end = try await context.store.write { store -> Instant? in
                    guard let present = try reading.present(store) else { return nil }
                    return try Continuation(context).offer(
                        code, to: target.integrationID, from: present.client, keepsConversation: target.keepsConversation, in: store)
                }
                guard let end else { return reply.refuse(.nothingToContinue) }
                reply.json(ContinueAnswer(url: target.link(code: code.text), code: code.text, end: end))
            } catch {
                context.log.error(
                    "A code could not be stored", ["problem": (error as? StoreProblem).map { "\($0)" } ?? "\(type(of: error))"])
                reply.refuse(WebChatProblem(503, "unavailable", "Please try again.", retryAfter: .seconds(2)))
            }
        }
    }
}

/// The answer of `/continue`.
struct ContinueAnswer: JSONWritable, Sendable {
    let url: String
    let code: String
    let end: Instant

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("url", url)
            json.field("code", code)
            json.field("expiresAt", end)
        }
    }
}
