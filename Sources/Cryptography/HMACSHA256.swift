/// HMAC with SHA-256 (RFC 2104) under one key.
///
/// Make one per key and keep it: setting up the key costs more than a short message. Usable from several threads at once.
package struct HMACSHA256: Sendable, CustomStringConvertible, CustomReflectable {
    /// The bytes of a code.
    package static let byteCount = 32

    private let keyed: KeyedMAC

    /// Sets up a key of any length.
    package init(key: [UInt8]) {
        keyed = key.withUnsafeBufferPointer { KeyedMAC(.sha256, key: $0) }
    }

    /// Sets up a key of any length, which is not needed after the call.
    package init(key: UnsafeBufferPointer<UInt8>) {
        keyed = KeyedMAC(.sha256, key: key)
    }

    /// The 32 bytes of the code of `parts` one after the other.
    package func code(for parts: [UInt8]...) -> [UInt8] {
        keyed.code { update in
            for part in parts { part.withUnsafeBufferPointer { update($0) } }
        }
    }

    /// The 32 bytes of the code of a message.
    package func code(for message: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        keyed.code { update in update(message) }
    }

    /// True when `code` is that of `parts` one after the other; compared in constant time. False for a code of another length.
    package func isValid(_ code: [UInt8], for parts: [UInt8]...) -> Bool {
        let right = keyed.code { update in
            for part in parts { part.withUnsafeBufferPointer { update($0) } }
        }
        return ConstantTime.areEqual(right, code)
    }

    /// The code of one message under a key that is not used again.
    package static func code(for message: [UInt8], key: [UInt8]) -> [UInt8] { HMACSHA256(key: key).code(for: message) }

    /// Never shows the key.
    package var description: String { "HMACSHA256(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
