/// A block of addresses in CIDR notation: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
package struct AddressRange: Hashable, Sendable {
    private let bytes: [UInt8]
    /// How many leading bits must be the same.
    private let length: Int

    /// Reads `ADDRESS` or `ADDRESS/LENGTH`; nil for anything else. Bits behind the length do not matter. A block inside `::ffff:0:0/96`
    /// stands for the IPv4 block.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = AddressBytes(String(parts[0])) else { return nil }
        let most = address.bytes.count * 8
        var length = most
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...most).contains(given), parts[1].utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
                return nil
            }
            length = given
        }
        if let four = address.mapped, length >= 96 {
            bytes = four
            self.length = length - 96
        } else {
            bytes = address.bytes
            self.length = length
        }
    }

    /// Whether `address` lies in it. An IPv4-mapped address counts as the IPv4 one.
    package func contains(_ address: AddressBytes) -> Bool {
        let other = address.mapped ?? address.bytes
        guard other.count == bytes.count else { return false }
        let whole = length / 8
        guard other[..<whole] == bytes[..<whole] else { return false }
        let rest = length % 8
        return rest == 0 || (other[whole] ^ bytes[whole]) >> (8 - rest) == 0
    }
}

extension AddressBytes {
    /// The net that stands for one customer where calls are counted: an IPv4 address, or the `/64` of an IPv6 one, out of which a machine
    /// may take any address it likes.
    package var network: String {
        guard mapped == nil, bytes.count == 16, let prefix = AddressBytes(Array(bytes[..<8]) + [UInt8](repeating: 0, count: 8)) else {
            return description
        }
        return "\(prefix)/64"
    }

    /// The same of an address as text. What is no address (a unix socket has an empty one) stands for itself.
    package static func network(of address: String) -> String { AddressBytes(address)?.network ?? address }
}
