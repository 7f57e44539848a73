import Core
import JSONKit

extension Tour {
    /// Shows what is on record for the two replies.
    func ledgers(_ read: String, _ failed: String) async throws {
        transcript.heading("4. What is on record")
        for (message, state) in [(read, "read"), (failed, "failed")] {
            let delivery = try await sandbox.delivery(of: message)
            guard delivery["state"].string == state else {
                throw TourProblem("message \(message) should be \(state), and is \(delivery["state"].string ?? "unknown")")
            }
            let history = delivery["history"].array.map { entry in
                "\(entry["state"].string ?? "") (\(entry["source"].string ?? ""))"
            }
            transcript.line(.parley, "delivery of \(message): \(state)")
            transcript.detail("history: \(history.joined(separator: ", "))")
        }
    }

    /// Shows what may be sent in the two conversations.
    func windows(_ open: String, _ closed: String) async throws {
        for (conversation, expected) in [(open, "open"), (closed, "closed")] {
            let state = try await sandbox.state(of: conversation)
            guard state["window"]["state"].string == expected else {
                throw TourProblem(
                    "the window of \(conversation) should be \(expected), and is \(state["window"]["state"].string ?? "not told")")
            }
            let until = state["window"]["closesAt"].string.map { ", \(expected == "open" ? "closes" : "closed") \($0)" } ?? ""
            transcript.line(.parley, "conversation \(conversation): window \(expected)\(until)")
            transcript.detail("free text \(Self.may(state["sendable"]["freeform"])), templates \(Self.may(state["sendable"]["template"]))")
        }
        try await transcript.pause()
    }

    private static func may(_ json: JSON) -> String { json.bool == true ? "may be sent" : "may not be sent" }
}
