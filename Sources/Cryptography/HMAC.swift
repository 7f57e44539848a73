/// Message authentication codes (HMAC, RFC 2104) under one key.
///
/// Make one per key and keep it: setting up the key costs more than a short message. Usable from several threads at once.
package struct HMAC: Sendable, CustomStringConvertible, CustomReflectable {
    /// The hash function inside.
    package enum Hash: String, Sendable, CaseIterable {
        /// For whatever we sign, and for most providers.
        case sha256
        /// For providers that ask for it.
        case sha512
        /// Only for providers that sign with nothing better (Twilio).
        case sha1

        /// The bytes of a code.
        package var byteCount: Int {
            switch self {
            case .sha256: 32
            case .sha512: 64
            case .sha1: 20
            }
        }
    }

    private let keyed: KeyedMAC

    /// Sets up a key of any length.
    package init(_ hash: Hash, key: [UInt8]) {
        keyed = key.withUnsafeBufferPointer { KeyedMAC(hash, key: $0) }
    }

    /// Sets up a key of any length, which is not needed after the call.
    package init(_ hash: Hash, key: UnsafeBufferPointer<UInt8>) {
        keyed = KeyedMAC(hash, key: key)
    }

    /// The code of `parts` one after the other.
    package func code(for parts: [UInt8]...) -> [UInt8] { code(ofAll: parts) }

    /// The code of a message.
    package func code(for message: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        keyed.code { update in update(message) }
    }

    /// True when `code` is that of `parts` one after the other; compared in constant time. False for a code of another length.
    package func isValid(_ code: [UInt8], for parts: [UInt8]...) -> Bool {
        ConstantTime.areEqual(self.code(ofAll: parts), code)
    }

    /// The code of one message under a key that is not used again.
    package static func code(_ hash: Hash, for message: [UInt8], key: [UInt8]) -> [UInt8] { HMAC(hash, key: key).code(for: message) }

    private func code(ofAll parts: [[UInt8]]) -> [UInt8] {
        keyed.code { update in
            for part in parts { part.withUnsafeBufferPointer { update($0) } }
        }
    }

    /// Never shows the key.
    package var description: String { "HMAC(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
