package import Core
package import JSONKit

/// A fake provider: one path prefix of a mock server, with what its control calls do.
///
/// A mock works without a server too: `handle` takes requests directly.
package protocol Mock: AnyObject, Sendable {
    /// The name in control paths, such as `whatsapp` in `/_mock/whatsapp/ledger`.
    var name: String { get }

    /// The prefix of the provider's own paths, such as `/graph`.
    var prefix: String { get }

    /// The ledger, the webhooks and the faults of this mock.
    var desk: MockDesk { get }

    /// Tells the mock where it can be reached, without the prefix: `http://127.0.0.1:9001`. Called when a server has opened its port.
    func started(at origin: String)

    /// Answers a request of the worker. Runs on the server's thread and must not wait.
    func handle(_ request: HTTPRequest) -> MockReply

    /// `POST /_mock/{name}/configure`: changes the settings that `settings` names. Answers a JSON object.
    func configure(_ settings: JSON) async throws(ControlProblem) -> [UInt8]

    /// `POST /_mock/{name}/inbound`: makes a customer do something. Answers a JSON object.
    func inbound(_ command: JSON) async throws(ControlProblem) -> [UInt8]

    /// `POST /_mock/{name}/{call}`: a control call of this provider's own. Answers a JSON object; throws 404 for one that it does not have.
    func control(_ call: String, _ input: JSON) async throws(ControlProblem) -> [UInt8]
}

/// What becomes of a request.
package enum MockReply: Hashable, Sendable {
    /// It is answered.
    case answer(HTTPResponse)
    /// It is answered after a time.
    case late(HTTPResponse, Duration)
    /// It is answered by a body that goes on.
    case stream(HTTPResponse, StreamReply)
    /// It is answered when something happens.
    case pending(PendingReply)
    /// It is never answered; the connection stays open.
    case hang
    /// The connection is cut without a byte.
    case cut
}

/// Why a control call was refused.
package struct ControlProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status of the answer.
    package var status: Int
    /// What is wrong, naming the key, and what to do.
    package var description: String

    /// Makes a problem.
    package init(_ status: Int, _ description: String) {
        self.status = status
        self.description = description
    }
}
