import Core
import JSONKit

/// `parley send`: a message of the business.
enum SendCommand: OperatorCommand {
    static let name = "send"
    static let summary = "Send a text as the business, and follow it."
    static let synopsis = "--conversation ID --text TEXT [--wait] [options]"
    static let ownHelp = """
          --conversation ID       the conversation to write in
          --text TEXT             what to write
          --wait                  follow the delivery; ends with 1 when it fails or takes too long
          --until STATE           what to wait for: sent (default), delivered or read; not every channel tells the last two
          --timeout SECONDS       how long to wait, 1 to 3600 (default 60); the delivery goes on without the command
        """
    static let ownOptions: Set<String> = ["conversation", "text", "until", "timeout"]
    static let ownFlags: Set<String> = ["wait"]

    struct Order: Hashable, Sendable {
        let conversation: ID
        let text: String
        /// Nil for not waiting.
        let wait: DeliveryWatch?
    }

    static func order(_ arguments: Arguments) throws(Arguments.Problem) -> Order {
        try arguments.noWords()
        guard let conversation = try arguments.id("conversation") else { throw Arguments.Problem(text: "--conversation ID is missing") }
        guard let text = try arguments.text("text") else { throw Arguments.Problem(text: "--text TEXT is missing") }
        let goal = try arguments.choice("until", [DeliveryState.sent, .delivered, .read])
        let seconds = try arguments.number("timeout", 1...3600)
        let waits = arguments.flags.contains("wait")
        if !waits, goal != nil { throw Arguments.Problem(text: "--until needs --wait") }
        if !waits, seconds != nil { throw Arguments.Problem(text: "--timeout needs --wait") }
        return Order(
            conversation: conversation, text: text,
            wait: waits ? DeliveryWatch(goal: goal ?? .sent, timeout: .seconds(seconds ?? 60)) : nil)
    }

    static func carryOut(_ order: Order, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode {
        let path = worker.shared + "/conversations/\(order.conversation)/messages"
        let answer = try await worker.call("POST", path, body: body(order.text))
        guard let id = answer.root["messages"][0]["id"].string.flatMap({ ID($0) }) else {
            throw WorkerProblem("the worker's answer names no message; is this Parley?")
        }
        console.show(answer) { ["Message \(id) is stored."] }
        // A rule of the channel may forbid it at once; then the ledger tells why.
        let isRefused = answer.headers["Parley-Delivery"] == "failed"
        guard isRefused || order.wait != nil else { return .ok }
        let watch = isRefused ? DeliveryWatch(goal: .sent, timeout: .zero) : order.wait!
        return try await watch.follow(id, worker, console)
    }

    private static func body(_ text: String) -> [UInt8] {
        JSONWriter.object { json in
            json.object("author") { $0.field("type", "business") }
            json.object("content") { json in
                json.field("type", "text")
                json.field("text", text)
            }
        }
    }
}
