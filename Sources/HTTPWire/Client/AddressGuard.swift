/// Tells public addresses from those that a call to a stranger's URL must not reach. Pure.
///
/// Sources: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and later entries); RFC 6052 (NAT64), RFC 3056 (6to4),
/// RFC 4380 (Teredo) for the IPv4 addresses inside IPv6 ones. Cloud metadata services live at link-local 169.254.169.254 and
/// unique-local fd00:ec2::254, or at the public-looking addresses listed in `metadata`.
package enum AddressGuard {
    /// Whether a call may go to `address` when its host is not in the configuration.
    package static func isPublic(_ address: AddressBytes) -> Bool {
        address.bytes.count == 4 ? isPublic4(address.bytes[...]) : isPublic6(address.bytes)
    }

    /// A block of IPv4 addresses: the first `length` bits of the four bytes.
    private struct Block {
        let start: UInt32
        let length: UInt32

        init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ length: UInt32) {
            start = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
            self.length = length
        }

        func contains(_ address: UInt32) -> Bool { (address ^ start) >> (32 - length) == 0 }
    }

    private static let special: [Block] = [
        Block(0, 0, 0, 0, 8),  // this network, unspecified
        Block(10, 0, 0, 0, 8),  // private
        Block(100, 64, 0, 0, 10),  // shared by carriers
        Block(127, 0, 0, 0, 8),  // loopback
        Block(169, 254, 0, 0, 16),  // link-local, metadata
        Block(172, 16, 0, 0, 12),  // private
        Block(192, 0, 0, 0, 24),  // protocol assignments
        Block(192, 0, 2, 0, 24),  // documentation
        Block(192, 31, 196, 0, 24),  // AS112
        Block(192, 52, 193, 0, 24),  // AMT
        Block(192, 88, 99, 0, 24),  // 6to4 relays, withdrawn
        Block(192, 168, 0, 0, 16),  // private
        Block(192, 175, 48, 0, 24),  // AS112
        Block(198, 18, 0, 0, 15),  // benchmarking
        Block(198, 51, 100, 0, 24),  // documentation
        Block(203, 0, 113, 0, 24),  // documentation
        Block(224, 0, 0, 0, 4),  // multicast
        Block(240, 0, 0, 0, 4),  // reserved, broadcast
    ]

    /// Metadata services at addresses outside the special blocks: Azure's and Alibaba's (the latter is in 100.64.0.0/10 too).
    private static let metadata: [Block] = [Block(168, 63, 129, 16, 32), Block(100, 100, 100, 200, 32)]

    private static func isPublic4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let address = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !special.contains { $0.contains(address) } && !metadata.contains { $0.contains(address) }
    }

    /// IPv6: only global unicast 2000::/3 is public, without its special parts; and an IPv4 address inside must be public itself.
    private static func isPublic6(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B]) && bytes[4..<12].allSatisfy({ $0 == 0 }) { return isPublic4(bytes[12...]) }
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return isPublic4(bytes[2..<6]) }
        if bytes.starts(with: [0x20, 0x01]) && bytes[2] & 0xFE == 0 { return false }  // 2001::/23: Teredo, ORCHID, benchmarking
        if bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) { return false }  // documentation
        if bytes.starts(with: [0x3F, 0xFF]) && bytes[2] & 0xF0 == 0 { return false }  // documentation, RFC 9637
        if bytes.starts(with: [0x26, 0x20, 0x00, 0x4F, 0x80, 0x00]) { return false }  // AS112
        // ISATAP: an IPv4 address behind ::0:5efe or ::200:5efe.
        if bytes[8] & 0xFD == 0, bytes[9] == 0, bytes[10] == 0x5E, bytes[11] == 0xFE { return isPublic4(bytes[12...]) }
        return true
    }
}
