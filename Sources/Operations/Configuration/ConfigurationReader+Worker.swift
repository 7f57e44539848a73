internal import Core

/// Words of the file for log levels.
private enum LevelName: String, CaseIterable { case debug, info, warning, error }

extension ConfigurationReader {
    func listen(_ root: ConfigurationSection) -> [ListenPoint] {
        guard let texts = root.texts("listen", single: true) else { return [.tcp(host: "127.0.0.1", port: 8080)] }
        if texts.isEmpty { root.problem("listen", "must name an address, such as \"127.0.0.1:8080\"") }
        return texts.compactMap { path, line, text in
            if let point = ListenPoint(text) { return point }
            report.add(path, line: line, "must be \"ADDRESS:PORT\", \"[IPv6]:PORT\" or \"unix:/PATH\" (at most 107 bytes)")
            return nil
        }
    }

    /// The store; nil after a problem was noted.
    func store(_ root: ConfigurationSection, sandbox: Bool) -> StoreLocation? {
        let standard = "sqlite:\(environment.variables["STATE_DIRECTORY"] ?? "/var/lib/parley")/parley.db"
        let given = root.value("store") != nil
        guard let text = given ? root.text("store") : standard else { return nil }
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            root.problem("store", "PostgreSQL is not built into this version; use \"sqlite:/var/lib/parley/parley.db\"")
            return nil
        }
        guard text.hasPrefix("sqlite:"), text.utf8.count > 7 else {
            root.problem("store", "must be \"sqlite:/PATH\"")
            return nil
        }
        let path = String(text.dropFirst(7))
        if path == ":memory:" {
            if !sandbox { root.problem("store", "would lose every message at the end; :memory: needs sandbox: true") }
            return .sqliteMemory
        }
        guard path.hasPrefix("/") || sandbox, !path.hasPrefix(":"), !path.hasSuffix("/") else {
            root.problem("store", "must name a file by its whole path, such as \"sqlite:/var/lib/parley/parley.db\"")
            return nil
        }
        return .sqlite(path: path)
    }

    func stateDirectory(_ root: ConfigurationSection, store: StoreLocation?) -> String? {
        if let path = root.text("stateDirectory") {
            guard path.hasPrefix("/") else {
                root.problem("stateDirectory", "must be a whole path, beginning with /")
                return nil
            }
            return path
        }
        switch store {
        case .sqlite(let path): return path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        case .sqliteMemory, nil: return nil
        }
    }

    func sealingKey(_ root: ConfigurationSection, _ secrets: SecretReader) -> Secret? {
        secrets.secret("sealingKey", in: root, required: nil) { (text) throws(ConfigurationFault) in
            guard SealingKey.decode(text) != nil else {
                throw ConfigurationFault("must be 64 hexadecimal digits; make one with: openssl rand -hex 32")
            }
        }
    }

    func allowHosts(_ root: ConfigurationSection) -> [String] {
        (root.texts("allowHosts") ?? []).compactMap { path, line, text in
            if let host = HostName.canonical(text) ?? HostName.address(text) { return host.trimming("[]") }
            report.add(path, line: line, "must be a host name or an IP address, without scheme and port")
            return nil
        }
    }

    func trustedProxies(_ root: ConfigurationSection) -> [ProxyPlace] {
        (root.texts("trustedProxies") ?? []).compactMap { path, line, text in
            do throws(ConfigurationFault) {
                return try ProxyPlace(reading: text)
            } catch {
                report.add(path, line: line, error.remedy)
                return nil
            }
        }
    }

    func logLevel(_ root: ConfigurationSection) -> Log.Level {
        switch root.choice("logLevel", default: LevelName.info) {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }

    func media(_ root: ConfigurationSection) -> MediaConfiguration {
        var media = MediaConfiguration()
        guard let section = root.section("media") else { return media }
        media.retention = .hours(24 * Int64(section.integer("retentionDays", default: 180, in: 1...36_500)))
        media.linkLife = .hours(Int64(section.integer("linkHours", default: 24 * 7, in: 1...8760)))
        media.largestFetched = section.integer("fetchMB", default: 100, in: 1...1024) << 20
        media.largestAttachment = section.integer("attachmentMB", default: 50, in: 1...100) << 20
        section.finish()
        return media
    }

    func limits(_ root: ConfigurationSection) -> LimitsConfiguration {
        var limits = LimitsConfiguration()
        guard let section = root.section("limits") else { return limits }
        limits.body = section.integer("body", default: limits.body, in: 1024...(64 << 20))
        limits.head = section.integer("head", default: limits.head, in: 1024...(1 << 20))
        limits.fields = section.integer("fields", default: limits.fields, in: 10...1000)
        limits.connections = section.integer("connections", default: limits.connections, in: 1...1_000_000)
        limits.connectionsPerAddress = section.integer("connectionsPerAddress", default: limits.connectionsPerAddress, in: 1...1_000_000)
        limits.headDeadline = section.seconds("headSeconds", default: limits.headDeadline, in: 1...300)
        limits.bodyDeadline = section.seconds("bodySeconds", default: limits.bodyDeadline, in: 1...600)
        limits.idleTimeout = section.seconds("idleSeconds", default: limits.idleTimeout, in: 1...3600)
        limits.drain = section.seconds("drainSeconds", default: limits.drain, in: 1...25)
        section.finish()
        return limits
    }
}

extension ListenPoint {
    /// Reads an address as it is written in the file; nil for anything else.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            // sun_path of sockaddr_un holds 108 bytes with the NUL.
            guard path.hasPrefix("/"), path.utf8.count <= 107, !path.utf8.contains(0) else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        let host = String(text[..<colon])
        if host == "localhost" {
            self = .tcp(host: host, port: port)
        } else if let address = HostName.address(host.trimming("[]")), address.contains(":") == host.hasPrefix("[") {
            self = .tcp(host: address, port: port)
        } else {
            return nil
        }
    }
}

extension String {
    /// Without these characters at both ends.
    func trimming(_ characters: String) -> String {
        var text = self[...]
        while let first = text.first, characters.contains(first) { text.removeFirst() }
        while let last = text.last, characters.contains(last) { text.removeLast() }
        return String(text)
    }
}
