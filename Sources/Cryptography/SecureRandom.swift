internal import CCrypto

/// Random bytes fit for keys and tokens.
package enum SecureRandom {
    /// `count` bytes of libcrypto's generator, which the kernel seeds. Stops the program when it cannot be seeded.
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { out, filled in
            precondition(RAND_bytes(out.baseAddress, Int32(count)) == 1, "libcrypto has no random bytes")
            filled = count
        }
    }
}
