internal import Core

extension ConfigurationReader {
    /// The mail server; nil when there is none, or after a problem was noted.
    func smtp(_ root: ConfigurationSection, _ secrets: SecretReader) -> SMTPConfiguration? {
        guard let section = root.section("smtp") else { return nil }
        defer { section.finish() }
        let server = server(section)
        let from = sender(section)
        let username = section.text("username")
        let password = secrets.secret("password", in: section, required: username == nil ? nil : "the password of the user name")
        guard let server, let from else { return nil }
        return SMTPConfiguration(url: server.url, isLocal: server.isLocal, from: from, username: username, password: password)
    }

    private func server(_ section: ConfigurationSection) -> (url: String, isLocal: Bool)? {
        guard let text = section.text("url", required: "smtps://HOST:465 or smtp://HOST:587") else { return nil }
        let isSecure = text.hasPrefix("smtps://")
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let colon = rest.lastIndex(of: ":") ?? rest.endIndex
        let port = colon == rest.endIndex ? nil : UInt16(rest[rest.index(after: colon)...])
        guard isSecure || text.hasPrefix("smtp://"), let host = HostName.canonical(String(rest[..<colon])),
            port != nil || colon == rest.endIndex, port != 0
        else {
            section.problem("url", "must be smtps://HOST:465 or smtp://HOST:587, without a name or password")
            return nil
        }
        return (text, ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host))
    }

    /// `Name <address>` or only the address.
    private func sender(_ section: ConfigurationSection) -> MailSender? {
        guard let text = section.text("from", required: "such as \"Acme <help@example.com>\"") else { return nil }
        let start = text.firstIndex(of: "<")
        let address = start.map { text[text.index(after: $0)...] } ?? text[...]
        let isClosed = start == nil || address.hasSuffix(">")
        let name = start.map { text[..<$0] }.map { String($0).trimming(" \"") }
        guard isClosed, let address = MailAddress(String(start == nil ? address : address.dropLast())) else {
            section.problem("from", "must be an address, or \"Name <address>\"")
            return nil
        }
        return MailSender(address: address, name: name.flatMap { $0.isEmpty ? nil : $0 })
    }
}
