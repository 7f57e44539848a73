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

    /// The sockets that the service manager passed, in order; empty when it passed none or they are meant for another process.
    ///
    /// Source: sd_listen_fds(3): descriptors from 3 on, counted by `LISTEN_FDS`, meant for the process `LISTEN_PID`.
    package static func passed(environment: [String: String], process: Int32) -> [ListenAddress] {
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == process,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0, count <= 64
        else { return [] }
        return (3..<3 + count).map { .inherited(descriptor: $0) }
    }
}
