import Core
import HTTPWire
import Operations
import Runtime

extension MailRoom {
    /// Sends by the configured mail server.
    init(_ configuration: SMTPConfiguration) throws {
        let account = SMTPClient.Configuration(
            url: configuration.url, username: configuration.username, password: configuration.password, isLocal: configuration.isLocal)
        guard let server = SMTPClient(account) else { throw ServiceProblem("libcurl cannot be used") }
        self.init(sender: configuration.from, server: server)
    }
}
