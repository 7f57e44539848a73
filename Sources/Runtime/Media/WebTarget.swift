/// Scheme, host and port of a URL, as far as they decide whom a request may go to. A value without effects.
struct WebTarget: Hashable {
    let scheme: String
    let host: String
    let port: Int
    /// What follows the authority, with its first slash; empty for none.
    private let rest: String

    /// Nil for what is no plain web address: another scheme, a user in it, white space, a backslash.
    init?(_ url: String) {
        guard url.utf8.count <= 8192, url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }),
            let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://")
        else { return nil }
        scheme = url[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let after = url[url.index(colon, offsetBy: 3)...]
        let authority = after.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@"), let (host, port) = Self.split(authority) else { return nil }
        self.host = host.lowercased()
        self.port = port ?? (scheme == "https" ? 443 : 80)
        rest = String(after[authority.endIndex...].prefix { $0 != "#" })
    }

    private static func split(_ authority: Substring) -> (host: Substring, port: Int?)? {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            let port = tail.isEmpty ? nil : Int(tail.dropFirst())
            return tail.isEmpty || port != nil ? (authority[..<end].dropFirst(), port) : nil
        }
        guard let colon = authority.lastIndex(of: ":") else { return (authority, nil) }
        guard let port = Int(authority[authority.index(after: colon)...]), (1...65535).contains(port) else { return nil }
        return (authority[..<colon], port)
    }

    /// Whether credentials for one may be shown to the other.
    func isSameOrigin(as other: WebTarget) -> Bool { scheme == other.scheme && host == other.host && port == other.port }

    /// The URL that a `Location` header leads to from here (RFC 9110, section 10.2.2); nil for one that must not be followed, such as from
    /// https to http.
    func following(_ location: String) -> String? {
        let absolute: String
        if location.hasPrefix("//") {
            absolute = "\(scheme):\(location)"
        } else if location.hasPrefix("/") {
            absolute = origin + location
        } else if WebTarget(location) != nil {
            absolute = location
        } else if location.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") {
            return nil
        } else {
            let path = rest.prefix { $0 != "?" }
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
            absolute = origin + folder + location
        }
        guard let target = WebTarget(absolute), target.scheme == scheme || target.scheme == "https" else { return nil }
        return absolute
    }

    private var origin: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (scheme == "https" ? 443 : 80) ? "\(scheme)://\(name)" : "\(scheme)://\(name):\(port)"
    }
}
