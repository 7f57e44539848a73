internal import Glibc

/// An `http` or `https` address of the configuration, taken apart as far as checks need it.
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
    enum Form {
        /// A base that paths are put behind: no query.
        case base
        /// A whole address.
        case target
    }

    /// Reads an address. Throws what is wrong with it, in words that quote nothing of it.
    static func read(_ text: String, _ form: Form) throws(ConfigurationFault) -> ServiceURL {
        let secure = text.hasPrefix("https://")
        guard secure || text.hasPrefix("http://") else { throw ConfigurationFault("must begin with https:// or http://") }
        guard text.utf8.count <= 2048 else { throw ConfigurationFault("is longer than 2,048 bytes") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw ConfigurationFault("must be printable ASCII without spaces; encode other characters as %XX")
        }
        guard !text.contains("#") else { throw ConfigurationFault("must not have a fragment (#…)") }
        let rest = text.dropFirst(secure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw ConfigurationFault("must not carry a name or password; use the secret fields") }
        let (host, port) = try split(authority, standard: secure ? 443 : 80)
        guard form == .target || !rest.contains("?") else { throw ConfigurationFault("must not have a query (?…)") }
        var text = text
        while form == .base && text.hasSuffix("/") { text.removeLast() }
        return ServiceURL(text: text, isSecure: secure, host: host, port: port)
    }

    private static func split(_ authority: Substring, standard: UInt16) throws(ConfigurationFault) -> (String, UInt16) {
        let bracket = authority.lastIndex(of: "]")
        let colon = authority.lastIndex(of: ":").flatMap { bracket == nil || $0 > bracket! ? $0 : nil }
        let host = HostName.canonical(String(authority[..<(colon ?? authority.endIndex)]))
        guard let host else { throw ConfigurationFault("needs a host name or an IP address ([…] around IPv6)") }
        guard let colon else { return (host, standard) }
        guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0 else {
            throw ConfigurationFault("needs a port from 1 to 65535 behind the colon")
        }
        return (host, port)
    }
}

/// Something wrong with one value; the place is known by whoever reads it. Quotes nothing of the value.
struct ConfigurationFault: Error {
    /// What to do, to go on from "this key …".
    var remedy: String

    init(_ remedy: String) { self.remedy = remedy }
}

/// Names and addresses of hosts.
enum HostName {
    /// A host name or IPv4 address, or an IPv6 address in brackets, in the form to compare by; nil if it is neither.
    static func canonical(_ text: String) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") {
            return address(String(text.dropFirst().dropLast())).flatMap { $0.contains(":") ? $0 : nil }
        }
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard allowed, !text.isEmpty, text.utf8.count <= 253, labels.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 63 }) else { return nil }
        return text.lowercased()
    }

    /// An IPv4 or IPv6 address as the system prints it; nil for anything else.
    static func address(_ text: String) -> String? {
        var storage = in6_addr()
        var out = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        for family in [AF_INET, AF_INET6] where inet_pton(family, text, &storage) == 1 {
            guard inet_ntop(family, &storage, &out, socklen_t(out.count)) != nil else { return nil }
            return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return nil
    }
}
