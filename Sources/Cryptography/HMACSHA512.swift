/// HMAC with SHA-512 (RFC 2104) under one key.
///
/// Make one per key and keep it: setting up the key costs more than a short message. Usable from several threads at once.
package struct HMACSHA512: Sendable, CustomStringConvertible, CustomReflectable {
    /// The bytes of a code.
    package static let byteCount = 64

    private let keyed: KeyedMAC

    /// Sets up a key of any length.
    package init(key: [UInt8]) {
        keyed = key.withUnsafeBufferPointer { KeyedMAC(.sha512, key: $0) }
    }

    /// The 64 bytes of the code of `parts` one after the other.
    package func code(for parts: [UInt8]...) -> [UInt8] {
        keyed.code { update in
            for part in parts { part.withUnsafeBufferPointer { update($0) } }
        }
    }

    /// True when `code` is that of `parts` one after the other; compared in constant time. False for a code of another length.
    package func isValid(_ code: [UInt8], for parts: [UInt8]...) -> Bool {
        let right = keyed.code { update in
            for part in parts { part.withUnsafeBufferPointer { update($0) } }
        }
        return ConstantTime.areEqual(right, code)
    }

    /// Never shows the key.
    package var description: String { "HMACSHA512(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
