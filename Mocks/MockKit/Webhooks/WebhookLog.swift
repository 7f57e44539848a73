package import Core
package import JSONKit

/// One attempt to deliver a webhook.
package struct WebhookAttempt: Hashable, Sendable, JSONWritable {
    /// The place in the order of answers, from 1.
    package internal(set) var sequence = 0
    /// The number of the delivery; its repetitions have the same.
    package var delivery: Int
    /// Which attempt at this delivery, from 1.
    package var attempt: Int
    /// When it was started.
    package var time: Instant
    /// How long the answer took.
    package var duration: Duration
    /// What it is about.
    package var label: String
    /// Where it went.
    package var url: String
    /// The header fields sent.
    package var headers: HTTPFields
    /// The bytes sent.
    package var body: [UInt8]
    /// The status of the answer; nil when there was none.
    package var status: Int?
    /// Why there was no answer.
    package var failure: String?

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sequence", sequence)
            json.field("delivery", delivery)
            json.field("attempt", attempt)
            json.field("time", time.milliseconds)
            json.field("milliseconds", duration.milliseconds)
            json.field("label", label)
            json.field("url", url)
            json.object("headers") { json in for field in headers.fields { json.field(field.name, field.value) } }
            json.field("body", String(decoding: body, as: UTF8.self))
            json.field("status", ifPresent: status)
            json.field("failure", ifPresent: failure)
        }
    }
}

/// The attempts to deliver webhooks, in the order of their answers. Safe from any thread.
package final class WebhookLog: Sendable {
    /// How many attempts are kept; the oldest go first.
    package static let limit = 100_000

    private struct State {
        var mode = Ledger.Mode.full
        var attempts: [WebhookAttempt] = []
        var sequence = 0
        var delivered = 0
        var failed = 0
    }

    private let state = Lock(State())

    init() {}

    /// What is kept from now on.
    package var mode: Ledger.Mode {
        get { state.withLock { $0.mode } }
        set { state.withLock { $0.mode = newValue } }
    }

    func add(_ attempt: WebhookAttempt) {
        state.withLock { state in
            if attempt.status == 200 { state.delivered += 1 } else { state.failed += 1 }
            guard state.mode == .full else { return }
            state.sequence += 1
            state.attempts.append(attempt)
            state.attempts[state.attempts.count - 1].sequence = state.sequence
            if state.attempts.count > Self.limit + Self.limit / 8 { state.attempts.removeFirst(state.attempts.count - Self.limit) }
        }
    }

    /// The attempts behind the place `sequence`, in order.
    package func attempts(after sequence: Int = 0, limit: Int = .max) -> [WebhookAttempt] {
        let attempts = state.withLock { $0.attempts }
        let first = attempts.first?.sequence ?? 1
        return Array(attempts.dropFirst(max(0, sequence - first + 1)).prefix(limit))
    }

    /// How many attempts were answered 200, and how many were not.
    package var counts: (delivered: Int, failed: Int) { state.withLock { ($0.delivered, $0.failed) } }

    /// Forgets the attempts and the counts. Places go on.
    package func removeAll() {
        state.withLock { state in state = State(mode: state.mode, sequence: state.sequence) }
    }

    /// A page as the control API shows it; `next` is the `after` of the next page.
    package func page(after sequence: Int, limit: Int, pending: Int) -> [UInt8] {
        let attempts = attempts(after: sequence, limit: limit)
        let counts = counts
        return JSONWriter.object(capacity: 4096) { json in
            json.field("delivered", counts.delivered)
            json.field("failed", counts.failed)
            json.field("pending", pending)
            json.array("entries") { json in for attempt in attempts { json.value(attempt) } }
            json.field("next", attempts.last?.sequence ?? sequence)
        }
    }
}
