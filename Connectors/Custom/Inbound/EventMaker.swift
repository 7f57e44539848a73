internal import ConnectorKit
internal import Core
internal import JSONKit

/// Makes the events of one webhook. What a rule asks for and an item does not have turns that item into an unknown one; its neighbours stay.
struct EventMaker {
    let rules: InboundRules
    let failures: FailureTable
    let receivedAt: Instant

    func inbound(_ body: JSON) throws(ParseProblem) -> Inbound {
        let items = try items(of: body)
        var events: [InboundEvent] = []
        for item in items {
            let scope = Scope(body: body, item: item)
            guard let rule = rules.rules.first(where: { $0.fits(scope) }) else {
                events.append(unknown(item, kind: "webhook", "no rule of `inbound` fits"))
                continue
            }
            if rule.event == .challenge {
                if let answer = rule.fields[.answer]?.text(in: scope) { return .handshake(Self.plain(answer)) }
                events.append(unknown(item, kind: "challenge", "`answer` leads to nothing"))
                continue
            }
            events.append(ItemReader(rule: rule, scope: scope, failures: failures, receivedAt: receivedAt).event)
        }
        return .events(events, reply: HTTPResponse(status: 200))
    }

    private func items(of body: JSON) throws(ParseProblem) -> [JSON] {
        guard body.exists else { throw ParseProblem("the body is empty") }
        if rules.lists.isEmpty { return [body] }
        let scope = Scope(body: body, item: body)
        // A list that is empty is nothing to do; none at all is a body that the configuration does not know.
        let lists = rules.lists.filter { list in
            let before = ValuePath(root: .body, steps: Array(list.steps.prefix { $0 != .every }))
            return scope.values(before).contains { $0.kind == .array }
        }
        guard !lists.isEmpty else { throw ParseProblem("there is no list where `inbound.each` says") }
        return lists.flatMap { scope.elements($0) }
    }

    private func unknown(_ item: JSON, kind: String, _ detail: String) -> InboundEvent {
        InboundEvent(externalID: Fingerprint.of(item, context: kind), at: receivedAt, body: .unknown(kind: kind, detail: detail))
    }

    private static func plain(_ text: String) -> HTTPResponse {
        HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "text/plain; charset=utf-8"]), body: Array(text.utf8))
    }
}
