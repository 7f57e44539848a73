import Core
import HTTPWire
import Testing

/// A request that a proxy hands over, and who sent it.
struct ProxiedRequest: Sendable, CustomTestStringConvertible {
    var label: String
    var peer = "10.0.0.1"
    var headers: KeyValuePairs<String, String>
    var address: String
    var origin: String?

    var testDescription: String { label }
}

@Suite("Proxies are believed who their clients are") struct TrustedProxiesTests {
    private static let proxies = TrustedProxies(
        ["10.0.0.0/8", "2001:db8:ffff::/48", "192.0.2.200"].compactMap { AddressRange($0) }, unixSockets: true)

    static let requests = [
        ProxiedRequest(label: "one proxy", headers: ["X-Forwarded-For": "203.0.113.7"], address: "203.0.113.7"),
        ProxiedRequest(label: "no word of the client", headers: ["Host": "a"], address: "10.0.0.1"),
        ProxiedRequest(label: "a port behind the address", headers: ["X-Forwarded-For": "203.0.113.7:4711"], address: "203.0.113.7"),
        ProxiedRequest(label: "two trusted proxies", headers: ["X-Forwarded-For": "203.0.113.7, 10.9.9.9"], address: "203.0.113.7"),
        ProxiedRequest(
            label: "the client wrote an address itself", headers: ["X-Forwarded-For": "1.1.1.1, 203.0.113.7"], address: "203.0.113.7"),
        ProxiedRequest(
            label: "the client wrote a trusted proxy's address", headers: ["X-Forwarded-For": "9.9.9.9, 10.0.0.2, 203.0.113.7"],
            address: "203.0.113.7"),
        ProxiedRequest(
            label: "a chain in several fields", headers: ["X-Forwarded-For": "1.1.1.1", "x-forwarded-for": "203.0.113.7,10.0.0.3"],
            address: "203.0.113.7"),
        ProxiedRequest(label: "all are trusted", headers: ["X-Forwarded-For": "10.1.1.1, 10.2.2.2"], address: "10.1.1.1"),
        ProxiedRequest(label: "nonsense at the near end", headers: ["X-Forwarded-For": "203.0.113.7, unknown"], address: "10.0.0.1"),
        ProxiedRequest(label: "nonsense behind a proxy", headers: ["X-Forwarded-For": "unknown, 10.4.4.4"], address: "10.4.4.4"),
        ProxiedRequest(label: "an empty place", headers: ["X-Forwarded-For": "203.0.113.7, "], address: "10.0.0.1"),
        ProxiedRequest(
            label: "IPv6 throughout", peer: "2001:db8:ffff::1", headers: ["X-Forwarded-For": "2001:db8:1::5, 2001:DB8:FFFF:0::9"],
            address: "2001:db8:1::5"),
        ProxiedRequest(label: "IPv6 in brackets", headers: ["X-Forwarded-For": "[2001:db8:1::5]:443"], address: "2001:db8:1::5"),
        ProxiedRequest(label: "IPv4 inside IPv6", headers: ["X-Forwarded-For": "203.0.113.7, ::ffff:10.0.0.2"], address: "203.0.113.7"),
        ProxiedRequest(label: "a unix socket", peer: "", headers: ["X-Forwarded-For": "203.0.113.7"], address: "203.0.113.7"),
        ProxiedRequest(
            label: "scheme and host",
            headers: ["X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "A.example"],
            address: "203.0.113.7", origin: "https://a.example"),
        ProxiedRequest(
            label: "scheme only", headers: ["Host": "a.example:8443", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"],
            address: "203.0.113.7", origin: "https://a.example:8443"),
        ProxiedRequest(
            label: "schemes of two proxies, and one that the client wrote",
            headers: ["Host": "a", "X-Forwarded-For": "1.1.1.1, 203.0.113.7, 10.0.0.2", "X-Forwarded-Proto": "ftp, https, http"],
            address: "203.0.113.7", origin: "https://a"),
        ProxiedRequest(
            label: "a host that is none",
            headers: ["X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "a/<script>"],
            address: "203.0.113.7"),
        ProxiedRequest(
            label: "the standard field",
            headers: ["Forwarded": #"for=1.1.1.1;proto=http, For="[2001:db8:1::5]:99";Proto=https;Host="a.example""#],
            address: "2001:db8:1::5", origin: "https://a.example"),
        ProxiedRequest(
            label: "the standard field with hidden names", headers: ["Forwarded": "for=203.0.113.7, for=_hidden, for=10.7.7.7"],
            address: "10.7.7.7"),
        ProxiedRequest(
            label: "separators in quotes", headers: ["Forwarded": #"for=203.0.113.7;host="a.example,for=1.1.1.1""#], address: "203.0.113.7"),
        ProxiedRequest(
            label: "both fields, of one mind",
            headers: ["X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7;proto=https;host=a"],
            address: "203.0.113.7", origin: "https://a"),
        ProxiedRequest(
            label: "both fields, one of them the client's own",
            headers: ["X-Forwarded-For": "203.0.113.7", "Forwarded": "for=1.1.1.1;proto=https;host=evil.example"], address: "10.0.0.1"),
        ProxiedRequest(
            label: "a chain without end", headers: ["X-Forwarded-For": "203.0.113.7" + String(repeating: ",10.0.0.5", count: 500)],
            address: "10.0.0.5"),
    ]

    @Test("The client is the rightmost address that is no trusted proxy's", arguments: requests)
    func client(request: ProxiedRequest) {
        let found = Self.proxies.client(HTTPFields(request.headers), peer: request.peer)
        #expect(found == TrustedProxies.Client(address: request.address, origin: request.origin), "\(request.label)")
    }

    @Test(
        "Blocks hold what they say",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.1.2.3/9", "10.127.0.0", true),
            ("10.1.2.3/9", "10.128.0.0", false), ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("::ffff:10.0.0.0/104", "10.3.3.3", true), ("10.0.0.0/8", "::ffff:10.3.3.3", true), ("10.0.0.0/8", "::a00:1", false),
        ])
    func blocks(block: String, address: String, isInside: Bool) throws {
        let (range, bytes) = (try #require(AddressRange(block)), try #require(AddressBytes(address)))
        #expect(range.contains(bytes) == isInside, "\(block) and \(address)")
    }

    @Test(
        "What is no block is none", arguments: ["", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/-1", "a/8", "10.0.0/8"])
    func wrongBlocks(text: String) { #expect(AddressRange(text) == nil) }

    @Test("Calls of an IPv6 net are counted together", arguments: [("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("192.0.2.1", "192.0.2.1")])
    func network(address: String, network: String) {
        #expect(AddressBytes(address)?.network == network)
        #expect(AddressBytes.network(of: address) == network)
    }

    @Test(
        "A request over a socket is taken for its client's where the peer is trusted, and for the peer's where not",
        arguments: [true, false])
    func served(isTrusted: Bool) async throws {
        let handler = EchoHandler()
        let proxies = isTrusted ? TrustedProxies([try #require(AddressRange("127.0.0.0/8"))]) : TrustedProxies()
        try await withServer(handler, { $0.trustedProxies = proxies }) { server in
            let client = RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n\r\n")
            _ = await client.answer()
        }
        let request = try #require(handler.seen.withLock { $0.first })
        #expect(request.remoteAddress == (isTrusted ? "203.0.113.7" : "127.0.0.1"))
        #expect(request.publicOrigin == (isTrusted ? "https://a" : nil))
    }

    @Test("A socket file is trusted if so configured", arguments: [true, false])
    func socketFile(isTrusted: Bool) async throws {
        let handler = EchoHandler()
        let path = "/tmp/parley-proxy-\(UInt64.random(in: 0...UInt64.max)).sock"
        try await withServer(handler, listen: [.unix(path: path)], { $0.trustedProxies = TrustedProxies(unixSockets: isTrusted) }) { _ in
            let client = RawClient(path: path)
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n")
            _ = await client.answer()
        }
        #expect(handler.seen.withLock { $0.first?.remoteAddress } == (isTrusted ? "203.0.113.7" : ""))
    }
}
