import Core
import JSONKit
import MockKit

extension BeaconMock {
    private static let members: Set<String> = ["recipient", "reference", "replyTo", "content"]
    private static let contents: Set<String> = ["text", "file", "buttons"]

    /// Takes a message, or says what is wrong with it.
    func accept(_ request: HTTPRequest, _ body: JSON) throws(BeaconProblem) -> BeaconMessage {
        guard request.path == "\(prefix)/v1/messages" else { throw BeaconProblem(1404) }
        guard request.method == "POST" else { throw BeaconProblem(1000, status: 405, "Use POST") }
        guard request.headers["Authorization"] == "Bearer \(state.withLock { $0.token })" else { throw BeaconProblem(1401) }
        guard request.headers["Content-Type"] == "application/json" else { throw BeaconProblem(1000, status: 415, "Send JSON") }
        guard body.kind == .object else { throw BeaconProblem(1000, "The body is not a JSON object") }
        for (key, _) in body.object where !Self.members.contains(key) { throw BeaconProblem(1000, "\(key) is not known") }
        try Self.check(body["content"])
        guard let recipient = body["recipient"].string, recipient.hasPrefix("b-") else { throw BeaconProblem(1001) }
        guard !state.withLock({ $0.stopped.contains(recipient) }) else { throw BeaconProblem(1002) }
        let reference = body["reference"].string
        return state.withLock { state in
            let message = BeaconMessage(id: state.id("bm"), recipient: recipient, reference: reference)
            state.messages[message.id] = message
            return message
        }
    }

    private static func check(_ content: JSON) throws(BeaconProblem) {
        guard content.kind == .object else { throw BeaconProblem(1000, "content is missing") }
        for (key, _) in content.object where !contents.contains(key) { throw BeaconProblem(1000, "content.\(key) is not known") }
        let text: String = content["text"].string ?? ""
        guard !text.isEmpty || content["file"].exists else { throw BeaconProblem(1000, "content holds neither text nor a file") }
        guard text.unicodeScalars.count <= 1000 else { throw BeaconProblem(1003) }
        if content["file"].exists, content["file"]["url"].string?.hasPrefix("http") != true {
            throw BeaconProblem(1000, "content.file.url is not an address")
        }
        for button in content["buttons"].array where button["text"].string?.isEmpty ?? true {
            throw BeaconProblem(1000, "a button has no text")
        }
    }
}
