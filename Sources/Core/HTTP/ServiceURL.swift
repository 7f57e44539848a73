/// An `http` or `https` address that the worker is told to call, taken apart as far as checks need it.
package struct ServiceURL: Hashable, Sendable, CustomStringConvertible {
    /// As written; a base has no slash at its end.
    package var text: String
    /// Whether it is `https`.
    package var isSecure: Bool
    /// Host name or address in lower case, IPv6 without brackets.
    package var host: String
    /// The port, as written or the scheme's own.
    package var port: UInt16

    package var description: String { text }

    /// What may stand behind the host.
    package enum Form: Sendable {
        /// A base that paths are put behind: no query.
        case base
        /// A whole address.
        case target
    }

    /// Why a text is no such address.
    package struct Problem: Error {
        /// What to do, to go on from the name of the field: "must begin with …". Quotes nothing of the text.
        package var remedy: String

        init(_ remedy: String) { self.remedy = remedy }
    }

    /// Reads an address; its scheme may be written in any case (RFC 3986, section 3.1).
    package static func read(_ text: String, _ form: Form) throws(Problem) -> ServiceURL {
        let scheme = text.prefix(8).lowercased()
        let secure = scheme == "https://"
        guard secure || scheme.hasPrefix("http://") else { throw Problem("must begin with https:// or http://") }
        guard text.utf8.count <= 2048 else { throw Problem("is longer than 2,048 bytes") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw Problem("must be printable ASCII without spaces; encode other characters as %XX")
        }
        guard !text.contains("#") else { throw Problem("must not have a fragment (#…)") }
        let rest = text.dropFirst(secure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw Problem("must not carry a name or password; use the secret fields") }
        let (host, port) = try split(authority, standard: secure ? 443 : 80)
        guard form == .target || !rest.contains("?") else { throw Problem("must not have a query (?…)") }
        var text = text
        while form == .base && text.hasSuffix("/") { text.removeLast() }
        return ServiceURL(text: text, isSecure: secure, host: host, port: port)
    }

    private static func split(_ authority: Substring, standard: UInt16) throws(Problem) -> (String, UInt16) {
        let bracket = authority.lastIndex(of: "]")
        let colon = authority.lastIndex(of: ":").flatMap { bracket == nil || $0 > bracket! ? $0 : nil }
        let host = HostName.canonical(String(authority[..<(colon ?? authority.endIndex)]))
        guard let host else { throw Problem("needs a host name or an IP address ([…] around IPv6)") }
        guard let colon else { return (host, standard) }
        let digits = authority[authority.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits), port > 0 else {
            throw Problem("needs a port from 1 to 65535 behind the colon")
        }
        return (host, port)
    }
}
