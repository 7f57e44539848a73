package import ConnectorKit
package import Core
internal import JSONKit

/// Checks a connector against recorded cases, and every recorded request against properties that all connectors share.
package struct ConnectorConformance: Sendable {
    let channel: any Channel
    let form: PayloadForm
    /// Keys of arrays whose elements stand for one event each.
    let itemArrays: Set<String>

    /// - Parameter itemArrays: keys of arrays whose elements stand for one event each, such as `messages`.
    package init(_ channel: any Channel, form: PayloadForm, itemArrays: Set<String>) {
        self.channel = channel
        self.form = form
        self.itemArrays = itemArrays
    }

    // MARK: Inbound

    /// The recorded request gives exactly the expected events, in order.
    package func check(_ recorded: InboundCase) throws(ConformanceFailure) {
        let events = try events(recorded)
        for (place, pair) in zip(events, recorded.expected).enumerated() where Self.asExpected(pair.0, pair.1) != pair.1 {
            throw ConformanceFailure(recorded.label, "event \(place)\nexpected \(pair.1)\n     got \(pair.0)")
        }
        guard events.count == recorded.expected.count else {
            throw ConformanceFailure(recorded.label, "expected \(recorded.expected.count) events, got \(events.count): \(events)")
        }
    }

    /// The event, with a fingerprint as identity cut to its prefix where no more is expected.
    private static func asExpected(_ event: InboundEvent, _ expected: InboundEvent) -> InboundEvent {
        guard expected.externalID == Fingerprint.prefix, event.externalID.hasPrefix(Fingerprint.prefix) else { return event }
        var event = event
        event.externalID = Fingerprint.prefix
        return event
    }

    /// The events of a recorded request.
    package func events(_ recorded: InboundCase) throws(ConformanceFailure) -> [InboundEvent] {
        guard let events = try events(recorded, body: recorded.request.body) else {
            throw ConformanceFailure(recorded.label, "the recorded request cannot be read")
        }
        return events
    }

    /// The events of a recorded request with another body; nil when nothing in it can be read.
    func events(_ recorded: InboundCase, body: [UInt8]) throws(ConformanceFailure) -> [InboundEvent]? {
        guard let payload = recorded.payload(form, body: body) else { return nil }
        if let cursor = recorded.cursor {
            do { return try channel.polling?.interpret(payload, after: cursor).events } catch { return nil }
        }
        let inbound: Inbound
        do { inbound = try channel.parse(payload) } catch { return nil }
        switch inbound {
        case .events(let events, let reply):
            guard (200...299).contains(reply.status) else {
                throw ConformanceFailure(recorded.label, "events must be answered 2xx, not \(reply.status)")
            }
            return events
        case .handshake: throw ConformanceFailure(recorded.label, "a handshake where events were expected")
        }
    }

    // MARK: Outbound

    /// The message leads to exactly the expected requests and outcomes.
    package func check(_ sent: OutboundCase) throws(ConformanceFailure) {
        switch sent.expected {
        case .refused(let code): try checkRefusal(sent, code)
        case .requests(let requests): try check(sent, requests)
        }
    }

    private func checkRefusal(_ sent: OutboundCase, _ code: FailureCode) throws(ConformanceFailure) {
        let step: Step?
        do { step = try channel.render(sent.message, after: [], correlation: sent.correlation) } catch {
            guard error.code == code else { throw ConformanceFailure(sent.label, "expected \(code), got \(error)") }
            return
        }
        throw ConformanceFailure(sent.label, "expected \(code), got the request \(Self.text(step?.request.body))")
    }

    private func check(_ sent: OutboundCase, _ requests: [OutboundCase.Request]) throws(ConformanceFailure) {
        var receipts: [StepReceipt] = []
        for (index, expected) in requests.enumerated() {
            guard let step = try step(sent, after: receipts) else {
                throw ConformanceFailure(sent.label, "request \(index) is missing: \(expected.body)")
            }
            try compare(step, expected, "\(sent.label), request \(index)")
            let outcome = channel.interpret(expected.answer, to: step, now: Instant(seconds: 1_781_000_000))
            if let wanted = expected.outcome, outcome != wanted {
                throw ConformanceFailure(sent.label, "request \(index)\nexpected \(wanted)\n     got \(outcome)")
            }
            receipts.append(StepReceipt(index: index, purpose: step.purpose, externalID: Self.externalID(outcome)))
        }
        if let more = try step(sent, after: receipts) {
            throw ConformanceFailure(sent.label, "one request too many: \(Self.text(more.request.body))")
        }
    }

    /// The next step; asked twice, because a retry must make the very same request.
    private func step(_ sent: OutboundCase, after receipts: [StepReceipt]) throws(ConformanceFailure) -> Step? {
        let first: Step?
        let second: Step?
        do {
            first = try channel.render(sent.message, after: receipts, correlation: sent.correlation)
            second = try channel.render(sent.message, after: receipts, correlation: sent.correlation)
        } catch {
            throw ConformanceFailure(sent.label, "refused: \(error)")
        }
        guard first == second else { throw ConformanceFailure(sent.label, "the same step is rendered in two ways") }
        return first
    }

    private func compare(_ step: Step, _ expected: OutboundCase.Request, _ label: String) throws(ConformanceFailure) {
        if form == .form {
            let got = FormDecoding.fields(step.request.body).map { "\($0.name)=\($0.value)" }
            let wanted = FormDecoding.fields(Array(expected.body.utf8)).map { "\($0.name)=\($0.value)" }
            guard got.sorted() == wanted.sorted() else {
                throw ConformanceFailure(label, "\nexpected \(wanted.sorted())\n     got \(got.sorted())")
            }
            return
        }
        guard let got = JSONTree.parse(step.request.body), let wanted = JSONTree.parse(Array(expected.body.utf8)) else {
            throw ConformanceFailure(label, "a body is not JSON: \(Self.text(step.request.body)) or \(expected.body)")
        }
        guard JSONTree.sorted(got) == JSONTree.sorted(wanted) else {
            throw ConformanceFailure(
                label,
                "\nexpected \(Self.text(JSONTree.sorted(wanted).serialized()))\n     got \(Self.text(JSONTree.sorted(got).serialized()))")
        }
    }

    private static func externalID(_ outcome: Outcome) -> String? {
        if case .accepted(let id, _) = outcome { id } else { nil }
    }

    static func text(_ bytes: [UInt8]?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "nothing" }
}
