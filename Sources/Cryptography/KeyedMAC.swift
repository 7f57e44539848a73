internal import CCrypto

/// An HMAC context that holds its key; each message works on a duplicate of it, which spares the key schedule.
// @unchecked: the context is only read after `init`; libcrypto duplicates it without changing it, from any thread.
final class KeyedMAC: @unchecked Sendable {
    // nonisolated(unsafe): fetched once, never changed and never freed; libcrypto's methods may be shared by threads.
    private nonisolated(unsafe) static let method: OpaquePointer = {
        guard let method = EVP_MAC_fetch(nil, "HMAC", nil) else { fatalError("libcrypto offers no HMAC") }
        return method
    }()

    private let hash: HMAC.Hash
    private let keyed: OpaquePointer

    init(_ hash: HMAC.Hash, key: UnsafeBufferPointer<UInt8>) {
        guard let context = EVP_MAC_CTX_new(Self.method) else { fatalError("libcrypto cannot start an HMAC") }
        // An empty key needs an address all the same: without one libcrypto would take it for "keep the key".
        let one: [UInt8] = [0]
        let isKeyed = one.withUnsafeBufferPointer { placeholder in
            var name = Array(hash.digest.utf8CString)
            return name.withUnsafeMutableBufferPointer { name in
                // The parameter keeps a pointer to its own name, which must live as long as it does.
                "digest".withCString { parameter in
                    let parameters = [OSSL_PARAM_construct_utf8_string(parameter, name.baseAddress, 0), OSSL_PARAM_construct_end()]
                    return EVP_MAC_init(context, key.baseAddress ?? placeholder.baseAddress, key.count, parameters) == 1
                }
            }
        }
        precondition(isKeyed, "libcrypto refuses the HMAC key")
        self.hash = hash
        keyed = context
    }

    deinit { EVP_MAC_CTX_free(keyed) }

    /// The code of a message that `feed` passes on in pieces.
    func code(_ feed: ((UnsafeBufferPointer<UInt8>) -> Void) -> Void) -> [UInt8] {
        guard let context = EVP_MAC_CTX_dup(keyed) else { fatalError("libcrypto cannot duplicate an HMAC") }
        defer { EVP_MAC_CTX_free(context) }
        feed { piece in
            if piece.count > 0 { precondition(EVP_MAC_update(context, piece.baseAddress, piece.count) == 1) }
        }
        return [UInt8](unsafeUninitializedCapacity: hash.byteCount) { out, count in
            precondition(EVP_MAC_final(context, out.baseAddress, &count, out.count) == 1)
        }
    }
}

extension HMAC.Hash {
    /// The hash function by libcrypto's name.
    fileprivate var digest: String {
        switch self {
        case .sha256: "SHA256"
        case .sha512: "SHA512"
        case .sha1: "SHA1"
        }
    }
}
