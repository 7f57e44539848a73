import CLinux
import Glibc

/// An IPv4 or IPv6 address as its bytes: 4 or 16, in network order.
package struct AddressBytes: Hashable, Sendable, CustomStringConvertible {
    /// The bytes: 4 of them, or 16.
    package let bytes: [UInt8]

    /// Takes 4 or 16 bytes; nil for another count. IPv4-mapped addresses (`::ffff:0:0/96`) stay 16 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads the usual text forms `192.0.2.1` and `2001:db8::1`; nil for anything else.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    /// The address inside a socket address; nil for another family.
    init?(_ address: inout parley_socket_address) {
        var room = [UInt8](repeating: 0, count: 16)
        let count = Int(parley_address_bytes(&address, &room))
        guard count > 0 else { return nil }
        bytes = Array(room[..<count])
    }

    /// The four bytes of an IPv4-mapped address, else nil.
    var mapped: [UInt8]? {
        bytes.count == 16 && bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF ? Array(bytes[12...]) : nil
    }

    package var description: String {
        let shown = mapped ?? bytes
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = shown.withUnsafeBytes {
            inet_ntop(shown.count == 4 ? AF_INET : AF_INET6, $0.baseAddress, &text, socklen_t(INET6_ADDRSTRLEN))
        }
        return text.withUnsafeBufferPointer { String(decoding: UnsafeRawBufferPointer($0).prefix { $0 != 0 }, as: UTF8.self) }
    }
}
