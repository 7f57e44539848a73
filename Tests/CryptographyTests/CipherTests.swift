import Testing

@testable import Cryptography

struct CipherTests {
    private let key = [UInt8](0..<32)

    /// Sealed by the package `cryptography` of Python: key 00…1f, nonce 00…0b, place "here", text "a secret".
    private static let known: [UInt8] =
        Array(0..<12) + (Hex.decode("2622a57ea697a76fce4956052b046d34c1e22a89d79f5e42") ?? [])

    @Test(arguments: [0, 1, 15, 16, 17, 1000]) func whatIsSealedOpensAtItsPlaceOnly(_ count: Int) throws {
        let cipher = try #require(AES256GCM(key: key))
        let plain = SecureRandom.bytes(count)
        let box = cipher.seal(plain, for: [1, 2])
        #expect(box.count == count + 28)
        #expect(cipher.open(box, for: [1, 2]) == plain)
        #expect(cipher.open(box, for: [1, 3]) == nil)
        #expect(cipher.open(box, for: []) == nil)
        #expect(AES256GCM(key: Array(key.reversed()))?.open(box, for: [1, 2]) == nil)
    }

    @Test func aBoxOfAnotherLibraryOpens() throws {
        let cipher = try #require(AES256GCM(key: key))
        #expect(cipher.open(Self.known, for: Array("here".utf8)) == Array("a secret".utf8))
    }

    @Test func aBoxThatWasChangedOrCutDoesNotOpen() throws {
        let cipher = try #require(AES256GCM(key: key))
        let box = cipher.seal(Array("secret".utf8), for: [])
        for position in box.indices {
            var changed = box
            changed[position] ^= 1
            #expect(cipher.open(changed, for: []) == nil, "byte \(position)")
            #expect(cipher.open(Array(box.prefix(position)), for: []) == nil, "cut at \(position)")
        }
    }

    @Test func theSameTextIsNeverSealedTheSame() throws {
        let cipher = try #require(AES256GCM(key: key))
        #expect(cipher.seal([1], for: []) != cipher.seal([1], for: []))
    }

    @Test(arguments: [0, 16, 31, 33]) func aKeyOfAnotherLengthIsNoKey(_ count: Int) {
        #expect(AES256GCM(key: [UInt8](repeating: 0, count: count)) == nil)
    }
}
