/// Where a server takes connections.
package enum ListenAddress: Hashable, Sendable {
    /// A host name or address, and a port; port 0 lets the system choose. IPv6 addresses without brackets.
    case tcp(host: String, port: UInt16)
    /// A path in the file system. A socket left there by a process that ended is removed first.
    case unix(path: String, mode: UInt32 = 0o660)
    /// A listening socket that the process was given, such as by systemd.
    case inherited(descriptor: Int32)

    /// Reads `host:port`, `[v6]:port` or `unix:/path`; nil for anything else.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count < 108 else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self = .tcp(host: String(host), port: port)
    }
}
