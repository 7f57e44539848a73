import Core

/// What the header fields of one kind say of a request's way: for whom each proxy speaks, the nearest last.
struct ForwardedChain {
    /// The most proxies that are looked at, from the nearest.
    static let most = 32

    /// The address that each proxy names; nil where it names none or hides it.
    private(set) var hops: [AddressBytes?] = []
    private var schemes: [Substring?] = []
    private var hosts: [Substring?] = []

    /// Reads `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
    init(legacy headers: HTTPFields) {
        hops = Self.list(headers.values("X-Forwarded-For")).map { Self.address($0) }
        // Asked only of a proxy that names somebody.
        guard !hops.isEmpty else { return }
        schemes = Self.list(headers.values("X-Forwarded-Proto"))
        hosts = Self.list(headers.values("X-Forwarded-Host"))
    }

    /// Reads `Forwarded`. Source: RFC 7239, section 4.
    init(standard headers: HTTPFields) {
        for element in Self.list(headers.values("Forwarded")) {
            var hop: AddressBytes?
            var (scheme, host): (Substring?, Substring?)
            for pair in Self.split(element, at: UInt8(ascii: ";")) {
                guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let value = Self.unquoted(pair[pair.utf8.index(after: equals)...])
                switch pair[..<equals].lowercased() {
                case "for": hop = Self.address(value)
                case "proto": scheme = value
                case "host": host = value
                default: continue
                }
            }
            hops.append(hop)
            schemes.append(scheme)
            hosts.append(host)
        }
    }

    /// Scheme and host that were called at the proxy `depth` steps before the nearest one; nil when it says neither, or nonsense.
    func origin(at depth: Int, _ headers: HTTPFields) -> String? {
        let (scheme, host) = (Self.entry(schemes, depth), Self.entry(hosts, depth))
        guard scheme != nil || host != nil else { return nil }
        let known = scheme?.lowercased() ?? "http"
        guard known == "http" || known == "https", let name = host ?? headers["Host"].map({ $0[...] }), Self.isHost(name) else {
            return nil
        }
        return "\(known)://\(name.lowercased())"
    }

    /// A proxy that writes no list but one value speaks for the whole way.
    private static func entry(_ list: [Substring?], _ depth: Int) -> Substring? {
        list.isEmpty ? nil : list[max(list.count - 1 - depth, 0)]
    }

    private static func isHost(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): true
                default: false
                }
            }
    }

    // MARK: Texts

    /// The entries of a list that may be spread over several fields; the nearest `most` of them.
    private static func list(_ values: [String]) -> [Substring] {
        if values.isEmpty { return [] }
        return values.flatMap { split($0[...], at: UInt8(ascii: ",")) }.suffix(most)
    }

    /// The parts between separators that stand outside quotes, without white space around them. Empty parts stay: they are places.
    private static func split(_ text: Substring, at separator: UInt8) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        for index in text.utf8.indices {
            if text.utf8[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard text.utf8[index] == separator, !isQuoted else { continue }
            parts.append(trimmed(text[start..<index]))
            start = text.utf8.index(after: index)
        }
        parts.append(trimmed(text[start...]))
        return parts
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return text
    }

    private static func unquoted(_ text: Substring) -> Substring {
        text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"") ? text.dropFirst().dropLast() : text
    }

    /// An address as proxies write it: plain, with a port, or IPv6 in brackets. `unknown` and hidden names give nil.
    private static func address(_ text: Substring) -> AddressBytes? {
        if text.hasPrefix("[") {
            let inner = text.dropFirst().prefix { $0 != "]" }
            let rest = text.dropFirst(inner.count + 1)
            guard rest.first == "]", rest.count == 1 || rest.dropFirst().first == ":" else { return nil }
            return AddressBytes(String(inner))
        }
        if let address = AddressBytes(String(text)) { return address }
        guard let colon = text.lastIndex(of: ":"), UInt16(text[text.index(after: colon)...]) != nil else { return nil }
        guard let address = AddressBytes(String(text[..<colon])), address.bytes.count == 4 else { return nil }
        return address
    }
}
