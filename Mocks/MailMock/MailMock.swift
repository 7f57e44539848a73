package import Core
package import JSONKit
package import MockKit

/// A mail server on this machine that takes nothing that is not right (RFC 5321, RFC 5322) and keeps what it took in its ledger.
///
/// `GET /mail` tells its SMTP port. `POST /_mock/mail/configure` takes `{"username": "…", "password": "…"}`; `POST /_mock/mail/reply` takes
/// `{"to": "RCPT", "with": "451 4.3.0 later", "times": 1}` (`"with": "cut"` ends the connection; `"to": "."` is the end of a mail).
package final class MailMock: Mock {
    package let name = "mail"
    package let prefix = "/mail"
    package let desk: MockDesk

    private let clock: WallClock
    private let rules = Lock(SMTPSession.Rules())
    private let server = Lock<SMTPServer?>(nil)

    /// - Parameter clock: when mails came.
    package init(caller: any HTTPCaller, clock: WallClock = .system) {
        self.clock = clock
        desk = MockDesk(caller: caller, clock: clock)
    }

    /// Opens the SMTP port; nil when none can be had.
    package var port: UInt16? {
        server.withLock { server in
            server = server ?? (try? SMTPServer(rules: { [rules] in Self.next(rules) }, taken: { [weak self] in self?.keep($0) }))
            return server?.port
        }
    }

    /// The rules of a connection; what is planned to go wrong goes wrong on one connection only.
    private static func next(_ rules: Lock<SMTPSession.Rules>) -> SMTPSession.Rules {
        rules.withLock { rules in
            var next = rules
            next.faults = rules.faults.mapValues { Array($0.prefix(1)) }
            rules.faults = rules.faults.mapValues { Array($0.dropFirst()) }
            return next
        }
    }

    private func keep(_ mail: SMTPSession.Mail) {
        let headers = HTTPFields(["From": mail.sender, "To": mail.recipients.joined(separator: ",")])
        let request = HTTPRequest(method: "MAIL", path: prefix, headers: headers, body: mail.bytes)
        desk.ledger.add(
            isAccepted: true, LedgerEntry(time: clock.now(), request: request, isAccepted: true, status: 250, result: Array("{}".utf8)))
    }

    package func started(at origin: String) {}

    package func handle(_ request: HTTPRequest) -> MockReply {
        guard request.method == "GET", let port else { return .answer(HTTPResponse(status: 404)) }
        let body = JSONWriter.object { $0.field("port", Int(port)) }
        return .answer(HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "application/json"]), body: body))
    }

    package func configure(_ settings: JSON) async throws(ControlProblem) -> [UInt8] {
        guard let username = settings["username"].string, let password = settings["password"].string else {
            throw ControlProblem(400, "username and password must be text")
        }
        rules.withLock { $0.account = SMTPSession.Account(username: username, password: password) }
        return Array("{}".utf8)
    }

    package func inbound(_ command: JSON) async throws(ControlProblem) -> [UInt8] {
        throw ControlProblem(404, "A mail server sends nothing.")
    }

    package func control(_ call: String, _ input: JSON) async throws(ControlProblem) -> [UInt8] {
        guard call == "reply", let verb = input["to"].string, let reply = input["with"].string else {
            throw ControlProblem(404, "The control call of a mail server is reply, with to and with.")
        }
        let times = Int(min(max(input["times"].int ?? 1, 1), 1000))
        rules.withLock { $0.faults[verb.uppercased(), default: []] += Array(repeating: reply, count: times) }
        return Array("{}".utf8)
    }
}
