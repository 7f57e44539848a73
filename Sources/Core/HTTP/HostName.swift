internal import Glibc

/// Names and addresses of hosts.
package enum HostName {
    /// A host name or IPv4 address, or an IPv6 address in brackets, in the form to compare by; nil if it is neither.
    package static func canonical(_ text: String) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") {
            return address(String(text.dropFirst().dropLast())).flatMap { $0.contains(":") ? $0 : nil }
        }
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard allowed, !text.isEmpty, text.utf8.count <= 253, labels.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 63 }) else { return nil }
        return text.lowercased()
    }

    /// An IPv4 or IPv6 address as the system prints it; nil for anything else.
    package static func address(_ text: String) -> String? {
        var storage = in6_addr()
        var out = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        for family in [AF_INET, AF_INET6] where inet_pton(family, text, &storage) == 1 {
            guard inet_ntop(family, &storage, &out, socklen_t(out.count)) != nil else { return nil }
            return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return nil
    }
}
