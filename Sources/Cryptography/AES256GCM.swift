internal import CCrypto

/// AES-256 in Galois/counter mode (NIST SP 800-38D) under one key: keeps values secret and shows when one was changed or moved.
///
/// Nonces are random: one key may seal some four thousand million values.
package struct AES256GCM: Sendable, CustomStringConvertible, CustomReflectable {
    /// The bytes of a key.
    package static let keyByteCount = 32
    private static let nonceByteCount = 12
    private static let tagByteCount = 16

    private let key: [UInt8]

    /// Nil unless the key has 32 bytes.
    package init?(key: [UInt8]) {
        guard key.count == Self.keyByteCount else { return nil }
        self.key = key
    }

    /// Nonce, ciphertext and tag of `plain`.
    ///
    /// - Parameter place: where the value is kept; it opens only with the same one, so that boxes cannot change places.
    package func seal(_ plain: [UInt8], for place: [UInt8]) -> [UInt8] {
        let nonce = SecureRandom.bytes(Self.nonceByteCount)
        return nonce
            + Self.withContext { context in
                precondition(EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1)
                var count: Int32 = 0
                precondition(EVP_EncryptUpdate(context, nil, &count, place, Int32(place.count)) == 1)
                let body = [UInt8](unsafeUninitializedCapacity: plain.count) { out, filled in
                    if !plain.isEmpty { precondition(EVP_EncryptUpdate(context, out.baseAddress, &count, plain, Int32(plain.count)) == 1) }
                    filled = plain.count
                }
                var tag = [UInt8](repeating: 0, count: Self.tagByteCount)
                precondition(EVP_EncryptFinal_ex(context, &tag, &count) == 1)
                precondition(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagByteCount), &tag) == 1)
                return body + tag
            }
    }

    /// What `seal` was given for this place; nil for anything else.
    package func open(_ box: [UInt8], for place: [UInt8]) -> [UInt8]? {
        guard box.count >= Self.nonceByteCount + Self.tagByteCount else { return nil }
        let nonce = Array(box.prefix(Self.nonceByteCount))
        let body = Array(box.dropFirst(Self.nonceByteCount).dropLast(Self.tagByteCount))
        var tag = Array(box.suffix(Self.tagByteCount))
        return Self.withContext { context in
            precondition(EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1)
            var count: Int32 = 0
            precondition(EVP_DecryptUpdate(context, nil, &count, place, Int32(place.count)) == 1)
            let plain = [UInt8](unsafeUninitializedCapacity: body.count) { out, filled in
                if !body.isEmpty { precondition(EVP_DecryptUpdate(context, out.baseAddress, &count, body, Int32(body.count)) == 1) }
                filled = body.count
            }
            precondition(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagByteCount), &tag) == 1)
            var rest = [UInt8](repeating: 0, count: Self.tagByteCount)
            return EVP_DecryptFinal_ex(context, &rest, &count) == 1 ? plain : nil
        }
    }

    private static func withContext<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        guard let context = EVP_CIPHER_CTX_new() else { fatalError("libcrypto cannot start a cipher") }
        defer { EVP_CIPHER_CTX_free(context) }
        return body(context)
    }

    /// Never shows the key.
    package var description: String { "AES256GCM(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
