import Core
import HTTPWire
import Testing

@Suite struct AddressGuardTests {
    static let forbidden = [
        // IPv4
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "100.100.100.200", "127.0.0.1",
        "127.255.255.254", "169.254.0.1", "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192",
        "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "192.175.48.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        // IPv6 itself
        "::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00::1", "fdff::1", "fd00:ec2::254", "ff02::1", "ff0e::1",
        "2001:db8::1", "2001:db8:ffff::1", "3fff::1", "3fff:fff::1", "100::1", "2001::1", "2001:10::1", "2001:20::1", "2001:1ff::1",
        "2620:4f:8000::1", "1::1", "4000::1", "5f00::1",
        // IPv4 inside IPv6
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8", "::127.0.0.1", "::10.0.0.1",
        "64:ff9b::127.0.0.1", "64:ff9b::10.1.2.3", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1",
        "2002:c0a8:101::1", "2002:a9fe:a9fe::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2600::5efe:10.0.0.1", "2600::200:5efe:127.0.0.1",
    ]

    static let open = [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.1", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.15", "2600::1", "2a00:1450:4001:800::200e",
        "2001:4860:4860::8888", "2001:200::1", "3ffe::1", "64:ff9b::8.8.8.8", "2002:808:808::1", "2600::5efe:8.8.8.8",
    ]

    @Test(arguments: forbidden) func isNotPublic(text: String) throws {
        #expect(!AddressGuard.isPublic(try #require(AddressBytes(text))), "\(text)")
    }

    @Test(arguments: open) func isPublic(text: String) throws {
        #expect(AddressGuard.isPublic(try #require(AddressBytes(text))), "\(text)")
    }

    /// Other ways to write an address, and names that stand for one: judged by where the connection would go.
    static let spellings = [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "0", "0.0.0.0", "[::1]",
        "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.0.0.1.", "%31%32%37.0.0.1", "user@127.0.0.1", "192.168.1.1", "0xC0A80101",
        "3232235777", "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "10.1", "[fd00:ec2::254]", "[fe80::1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "172.16.0.1", "100.64.0.1", "224.0.0.1",
    ]

    @Test(arguments: spellings) func aCallToItIsNotSent(host: String) async throws {
        try await withCaller { caller in
            let request = OutboundRequest(method: "GET", url: "http://\(host):9/")
            let outcome = await caller.call(request, CallLimits(deadline: .seconds(10)))
            guard case .notSent(let failure) = outcome else {
                Issue.record("\(host): \(outcome)")
                return
            }
            // A spelling that the resolver does not take is as good as a refusal.
            #expect([.forbiddenAddress, .resolve, .badURL].contains(failure.reason), "\(host): \(failure)")
            if host.first?.isNumber == true, !host.hasSuffix(".") {
                #expect(failure.reason == .forbiddenAddress, "\(host): \(failure)")
            }
        }
    }
}
