import Cryptography
import Testing

@Suite struct EncodingTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func sha256_givesTheDigestsOfFIPS180(text: String, digest: String) {
        #expect(Hex.encode(SHA256.digest(bytes(text))) == digest)
        var pieces = SHA256()
        for byte in bytes(text) { pieces.update([byte]) }
        pieces.update([])
        #expect(Hex.encode(pieces.finish()) == digest)
    }

    @Test func hex_readsBothCasesAndNothingElse() {
        #expect(Hex.encode([0x00, 0xAB, 0xFF]) == "00abff")
        #expect(Hex.encode([0x00, 0xAB, 0xFF], uppercase: true) == "00ABFF")
        #expect(Hex.decode("00aBFf") == [0x00, 0xAB, 0xFF])
        #expect(Hex.decode("") == [])
        for wrong in ["0", "0g", " 0", "0x", "é"] { #expect(Hex.decode(wrong) == nil, "\(wrong)") }
    }

    /// The vectors of RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64_givesTheTextsOfRFC4648(plain: String, text: String) {
        let bare = text.filter { $0 != "=" }
        #expect(Base64.encode(bytes(plain)) == text)
        #expect(Base64.encode(bytes(plain), .urlSafe, padded: false) == bare)
        #expect(Base64.decode(text) == bytes(plain))
        #expect(Base64.decode(bare, padding: .refused) == bytes(plain))
        #expect(Base64.decode(text, padding: .optional) == bytes(plain))
        #expect(Base64.decode(bare, padding: .optional) == bytes(plain))
        if bare != text {
            #expect(Base64.decode(bare) == nil)
            #expect(Base64.decode(text, padding: .refused) == nil)
        }
    }

    @Test func base64Alphabets_areNotMixed() {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.encode([0xFB, 0xFF], .urlSafe) == "-_8=")
        #expect(Base64.decode("-_8=", .urlSafe) == [0xFB, 0xFF])
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64.decode("+/8=", .urlSafe) == nil)
    }

    @Test(arguments: ["Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "=", "Z", "Zm9v\n", " Zm9v", "Zg==Zg==", "Zm=v", "Zm9vY"])
    func malformedBase64_isRefused(_ text: String) {
        for padding in Base64.Padding.allCases { #expect(Base64.decode(text, padding: padding) == nil, "\(padding)") }
    }

    @Test(arguments: Base64.Alphabet.allCases)
    func everyLength_survivesARoundTrip(_ alphabet: Base64.Alphabet) {
        for length in 0..<100 {
            let random = SecureRandom.bytes(length)
            #expect(Base64.decode(Base64.encode(random, alphabet), alphabet) == random)
            #expect(Hex.decode(Hex.encode(random)) == random)
        }
    }

    @Test func comparison_seesEveryDifference() {
        let value = SecureRandom.bytes(40)
        #expect(ConstantTime.areEqual(value, value))
        for place in value.indices {
            var other = value
            other[place] ^= 1
            #expect(!ConstantTime.areEqual(value, other))
        }
        #expect(!ConstantTime.areEqual(value, Array(value.dropLast())))
        #expect(!ConstantTime.areEqual([], value))
        #expect(!ConstantTime.areEqual(value, []))
        #expect(ConstantTime.areEqual([], []))
        #expect(ConstantTime.areEqual("key", "key"))
        #expect(!ConstantTime.areEqual("key", "kez"))
    }

    @Test func randomBytes_haveTheLengthAskedForAndDiffer() {
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(32).count == 32)
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    }
}
