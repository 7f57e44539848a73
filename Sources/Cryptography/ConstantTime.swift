internal import CCrypto

/// Comparisons whose duration does not tell where two values differ.
package enum ConstantTime {
    /// True when both hold the same bytes. The time taken depends on the lengths only.
    package static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        // Of unequal lengths the second is compared with itself, so that the answer takes as long as for equal ones.
        let sameLength = a.count == b.count
        let differs = CRYPTO_memcmp(sameLength ? a : b, b, b.count) != 0
        return sameLength && !differs
    }

    /// True when both texts have the same UTF-8. The time taken depends on the lengths only.
    package static func areEqual(_ a: String, _ b: String) -> Bool { areEqual(Array(a.utf8), Array(b.utf8)) }
}
