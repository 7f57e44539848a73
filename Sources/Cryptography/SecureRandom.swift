/// Random bytes for keys, tokens and passwords.
///
/// Swift's generator of the system: on Linux it reads `getrandom(2)`, which waits until the kernel is seeded.
package enum SecureRandom {
    /// `count` bytes that nobody can foresee.
    package static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return [UInt8](unsafeUninitializedCapacity: count) { out, filled in
            for index in 0..<count { out.initializeElement(at: index, to: generator.next()) }
            filled = count
        }
    }
}
