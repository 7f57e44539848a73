internal import JSONKit

/// How the parts of the worker are. `/healthz` says that the process answers; `/readyz` says whether it should get work.
package struct HealthReport: Hashable, Sendable {
    /// How a part is.
    package enum State: Hashable, Sendable {
        case ready
        /// Not yet.
        case starting
        /// No longer or never; the reason holds no secret and nothing of a customer.
        case failed(reason: String)
    }

    /// A part and its state.
    package struct Part: Hashable, Sendable {
        /// Such as `store`.
        package var name: String
        /// How it is.
        package var state: State

        /// Makes a part.
        package init(_ name: String, _ state: State) {
            self.name = name
            self.state = state
        }
    }

    /// The parts, in the order shown.
    package var parts: [Part]

    /// Makes a report.
    package init(_ parts: [Part]) { self.parts = parts }

    /// Whether all parts are ready; a report without parts is not.
    package var isReady: Bool { !parts.isEmpty && parts.allSatisfy { $0.state == .ready } }

    /// Status and body of `/healthz`.
    package static let live = (status: 200, body: JSONWriter.object { $0.field("status", "ok") })

    /// Status and body of `/readyz`: 200 or 503, each part with its reason.
    package var readiness: (status: Int, body: [UInt8]) {
        let body = JSONWriter.object { json in
            json.field("status", isReady ? "ready" : "not ready")
            json.object("parts") { json in
                for part in parts {
                    json.key(part.name)
                    json.object { json in
                        switch part.state {
                        case .ready: json.field("state", "ready")
                        case .starting: json.field("state", "starting")
                        case .failed(let reason):
                            json.field("state", "failed")
                            json.field("reason", reason)
                        }
                    }
                }
            }
        }
        return (isReady ? 200 : 503, body)
    }
}
