internal import CCrypto

/// SHA-256 (FIPS 180-4), at once or piece by piece.
package struct SHA256: ~Copyable {
    /// The bytes of a digest.
    package static let byteCount = 32

    // nonisolated(unsafe): fetched once, never changed and never freed; libcrypto's methods may be shared by threads.
    private nonisolated(unsafe) static let method: OpaquePointer = {
        guard let method = EVP_MD_fetch(nil, "SHA256", nil) else { fatalError("libcrypto offers no SHA-256") }
        return method
    }()

    private let context: OpaquePointer

    /// Starts a digest.
    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, Self.method, nil) == 1 else {
            fatalError("libcrypto cannot start a SHA-256 digest")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { update($0) }
    }

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count > 0 else { return }
        precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1)
    }

    /// The 32 bytes of the digest of all that was added.
    package consuming func finish() -> [UInt8] {
        let context = context
        return [UInt8](unsafeUninitializedCapacity: Self.byteCount) { out, count in
            precondition(EVP_DigestFinal_ex(context, out.baseAddress, nil) == 1)
            count = Self.byteCount
        }
    }

    /// The 32 bytes of the digest of `bytes`.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { out, count in
            precondition(EVP_Digest(bytes, bytes.count, out.baseAddress, nil, method, nil) == 1)
            count = byteCount
        }
    }
}
